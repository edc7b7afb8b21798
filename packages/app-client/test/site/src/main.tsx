import './index.css';
import { AppPages, startApp } from '@scalr/app-client';

const pages = import.meta.glob('./pages/**/*.tsx');

startApp(() => <AppPages pages={pages} />);
