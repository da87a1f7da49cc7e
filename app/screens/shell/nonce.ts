import { createContext, useContext } from 'react';

/** The nonce of this response while the server renders; browsers hide it from scripts, so there it is empty. */
export const NonceContext = createContext('');
export const useNonce = (): string => useContext(NonceContext);
