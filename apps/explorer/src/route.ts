import { createRouter, type Router } from '@eventide/kit';

/** Where the explorer is. */
export const router: Router = createRouter(window);
