export * from '@scalr/api-types/template-app';
