import { createRouter, type Router } from '@eventide/kit';

/** Where the wallet is. */
export const router: Router = createRouter(window);
