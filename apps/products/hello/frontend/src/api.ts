export * from '@scalr/api-types/hello';
