import type { StageName } from '../finding.ts';
import type { Rule } from '../rule.ts';
import type { Stage } from '../subject.ts';
import { rules as apiRules, apiStage } from './api/index.ts';
import { rules as contractRules, contractStage } from './contract/index.ts';
import { rules as manifestRules, manifestStage } from './manifest/index.ts';
import { rules as realRules, realStage } from './real/index.ts';
import { rules as schemaRules, schemaStage } from './schema/index.ts';
import { rules as typesRules, typesStage } from './types/index.ts';
import { rules as uiRules, uiStage } from './ui/index.ts';

export const stages: Readonly<Record<StageName, Stage>> = {
  manifest: manifestStage,
  schema: schemaStage,
  types: typesStage,
  contract: contractStage,
  api: apiStage,
  ui: uiStage,
  real: realStage,
};

export const stageRules: readonly Rule[] = [
  ...manifestRules,
  ...schemaRules,
  ...typesRules,
  ...contractRules,
  ...apiRules,
  ...uiRules,
  ...realRules,
];
