export { type ApiReaderOptions, createApiReader } from './api-reader.ts';
