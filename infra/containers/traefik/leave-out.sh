#!/bin/sh
# Takes out of a copy of Traefik's sources what reads Kubernetes and Amazon ECS: two thirds of what there is to compile,
# and nothing here asks for them. Whoever names one of them in the configuration is told that it is not there.
#   leave-out.sh DIR    DIR has the sources
set -eu
sources=${1:?the folder of the sources}

# absent <folder> <package> <name of the provider> [fields of its configuration that others set]
absent() {
  folder=$sources/pkg/provider/$1
  rm -rf "$folder"
  mkdir -p "$folder"
  cat >"$folder/absent.go" <<GO
package $2

import (
	"errors"

	"github.com/traefik/traefik/v3/pkg/config/dynamic"
	"github.com/traefik/traefik/v3/pkg/safe"
)

// ProviderName is the name of the provider.
const ProviderName = "$3"

// Provider stands where the one that is left out was.
type Provider struct {
	${4:-}
}

// Init always fails.
func (p *Provider) Init() error {
	return errors.New("this Traefik is built without the provider " + ProviderName)
}

// Provide is never called, since Init fails.
func (p *Provider) Provide(chan<- dynamic.Message, *safe.Pool) error { return p.Init() }
GO
}

rm -rf "$sources/pkg/provider/kubernetes"
absent ecs ecs ecs
absent kubernetes/knative knative knative
absent kubernetes/ingress ingress kubernetes 'DefaultRuleSyntax string'
absent kubernetes/ingress-nginx ingressnginx kubernetesingressnginx \
  'NonTLSEntryPoints []string; WatchNamespace, WatchNamespaceSelector string'
absent kubernetes/gateway gateway kubernetesgateway 'EntryPoints map[string]Entrypoint'
absent kubernetes/crd crd kubernetescrd
cat >"$sources/pkg/provider/kubernetes/gateway/entrypoint.go" <<'GO'
package gateway

// Entrypoint is what the configuration tells of one.
type Entrypoint struct {
	Address        string
	HasHTTPTLSConf bool
}
GO
cat >"$sources/pkg/provider/kubernetes/crd/registry.go" <<'GO'
package crd

// FillExtensionBuilderRegistry has nothing to fill.
func (p *Provider) FillExtensionBuilderRegistry(any) {}
GO
cat >"$sources/pkg/types/k8sdetector.go" <<'GO'
package types

import (
	"context"

	"go.opentelemetry.io/otel/sdk/resource"
)

// K8sAttributesDetector finds nothing: this runs in no cluster.
type K8sAttributesDetector struct{}

// Detect finds nothing.
func (K8sAttributesDetector) Detect(context.Context) (*resource.Resource, error) { return resource.Empty(), nil }
GO
