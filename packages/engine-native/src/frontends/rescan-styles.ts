import type { Plugin } from 'vite';

const SOURCE = /\.(?:tsx?|jsx?|html)$/;
const STYLES = /\.css(?:\?|$)/;

/**
 * Makes the styles anew when a file is added: Tailwind looks for class names in all files, but has only those watched
 * that were there when it looked last.
 */
export function rescanStyles(): Plugin {
  return {
    name: 'scalr:rescan-styles',
    hotUpdate({ type, file, modules }) {
      if (type === 'update' || !SOURCE.test(file)) return;
      const styles = [...this.environment.moduleGraph.idToModuleMap.values()].filter(({ url }) => STYLES.test(url));
      return [...modules, ...styles];
    },
  };
}
