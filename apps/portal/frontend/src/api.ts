export * from '@scalr/api-types/portal';
