import { serve } from '../worker/serve.ts';
import type { VerifierCalls } from './calls.ts';
import { verifierHandlers } from './verifierHost.ts';

serve<VerifierCalls>(verifierHandlers());
