// Vite turns an imported stylesheet into a side effect.
declare module '*.css';
