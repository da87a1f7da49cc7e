/** Loaded before a program: its clock is DAYS_AHEAD days ahead, as on a server whose battery is empty. */
const ahead = Number(process.env.DAYS_AHEAD) * 86_400_000;
const Right = Date;
globalThis.Date = class extends Right {
  constructor(...given) {
    if (given.length === 0) super(Right.now() + ahead);
    else super(...given);
  }
  static now() {
    return Right.now() + ahead;
  }
};
