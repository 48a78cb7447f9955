import { configureGlobal } from 'fast-check';

/** Property tests give the same verdict at every run; another seed by the environment looks further. */
configureGlobal({ seed: Number(process.env.FC_SEED ?? 20261124) });
