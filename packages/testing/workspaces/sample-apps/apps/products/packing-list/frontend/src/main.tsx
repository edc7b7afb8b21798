import './index.css';
import { startApp } from '@scalr/app-client';
import { App } from './App.tsx';

startApp(App);
