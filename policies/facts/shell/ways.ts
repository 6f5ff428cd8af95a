/** The ways in which a piece of a script can end, as bits: more than one where that is not known. */
export type Ways = number;

export const OK = 1;
export const FAILED = 2;
export const EXIT_OK = 4;
export const EXIT_FAILED = 8;
export const RETURN_OK = 16;
export const RETURN_FAILED = 32;
/** `break` or `continue`. */
export const BREAK = 64;

/** What comes next runs. */
export const NORMAL = OK | FAILED;

export function waysOf(answer: boolean | undefined): Ways {
  return answer === undefined ? NORMAL : answer ? OK : FAILED;
}

/** As whoever started the shell sees it. */
export function asStatus(ways: Ways): Ways {
  return pick(ways, OK | EXIT_OK | RETURN_OK | BREAK, OK) | pick(ways, FAILED | EXIT_FAILED | RETURN_FAILED, FAILED);
}

/** As the caller of a function sees it. */
export function afterCall(ways: Ways): Ways {
  const left = ways & (EXIT_OK | EXIT_FAILED);
  return left | pick(ways, OK | RETURN_OK | BREAK, OK) | pick(ways, FAILED | RETURN_FAILED, FAILED);
}

export function negated(ways: Ways): Ways {
  return (ways & ~NORMAL) | pick(ways, OK, FAILED) | pick(ways, FAILED, OK);
}

/** As what follows a loop sees it. */
export function afterLoop(ways: Ways): Ways {
  return (ways & ~BREAK) | pick(ways, BREAK, OK);
}

/** That way, if one of those is among the ways. */
export function pick(ways: Ways, those: Ways, way: Ways): Ways {
  return (ways & those) === 0 ? 0 : way;
}
