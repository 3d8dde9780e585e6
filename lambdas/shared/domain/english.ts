import { en } from 'zod/locales';
import * as z from 'zod/mini';

// Without a language the small build of zod says no more than "Invalid input".
z.config(en());
