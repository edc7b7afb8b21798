// Package ext is what Traefik's own package of this path is in its public source: two empty types that its
// configuration embeds. That folder is a module of its own and is not part of what the Go module proxy delivers.
package ext

// HTTP extends the HTTP configuration by nothing.
type HTTP struct{}

// DeepCopyInto copies nothing.
func (in *HTTP) DeepCopyInto(out *HTTP) { *out = *in }

// Router extends a router by nothing.
type Router struct{}

// DeepCopyInto copies nothing.
func (in *Router) DeepCopyInto(out *Router) { *out = *in }
