/** Values of a metric; none where CloudWatch has no data. */
type Values = Readonly<Record<string, number | undefined>>;

const evaluate = (text: string, names: readonly string[]): ((values: Values) => number | undefined) => {
  const tokens = text.match(/\d+(?:\.\d+)?|[A-Za-z]\w*|>=|[-+*/(),]/g) ?? [];
  let at = 0;
  let values: Values = {};
  const take = (token: string): boolean => (tokens[at] === token ? (at++, true) : false);
  const need = (token: string): void => {
    if (!take(token)) {
      throw new Error(`${text}: expected ${token}, found ${tokens[at] ?? "the end"}`);
    }
  };
  type Value = number | undefined;
  const both = (left: Value, right: Value, apply: (left: number, right: number) => number): Value =>
    left === undefined || right === undefined ? undefined : apply(left, right);
  const atom = (): Value => {
    if (take("(")) {
      const inner = comparison();
      need(")");
      return inner;
    }
    const token = tokens[at++] ?? "";
    if (take("(")) {
      const given = [comparison()];
      while (take(",")) {
        given.push(comparison());
      }
      need(")");
      const [first, second, third] = given;
      if (token === "FILL") {
        return first ?? second;
      }
      if (token === "IF") {
        return first === undefined ? undefined : first !== 0 ? second : third;
      }
      throw new Error(`${text}: no function ${token}`);
    }
    if (names.includes(token)) {
      return values[token];
    }
    if (!/^\d/.test(token)) {
      throw new Error(`${text}: ${token} is not there`);
    }
    return Number(token);
  };
  const product = (): Value => {
    let left = atom();
    for (;;) {
      if (take("*")) {
        left = both(left, atom(), (one, other) => one * other);
      } else if (take("/")) {
        // What is divided by nothing is no data.
        left = both(left, atom(), (one, other) => one / other);
        left = left !== undefined && Number.isFinite(left) ? left : undefined;
      } else {
        return left;
      }
    }
  };
  const sum = (): Value => {
    let left = product();
    for (;;) {
      if (take("+")) {
        left = both(left, product(), (one, other) => one + other);
      } else if (take("-")) {
        left = both(left, product(), (one, other) => one - other);
      } else {
        return left;
      }
    }
  };
  const comparison = (): Value => {
    const left = sum();
    return take(">=") ? both(left, sum(), (one, other) => Number(one >= other)) : left;
  };
  return (given) => {
    at = 0;
    values = given;
    const result = comparison();
    if (at < tokens.length) {
      throw new Error(`${text}: ${tokens[at] ?? ""} is left over`);
    }
    return result;
  };
};

/**
 * Computes a series in one period as CloudWatch's metric math does, as far as our expressions go.
 *
 * {@link https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html | Metric math}
 */
export function valueOf(
  { metrics, expression }: { readonly metrics: Readonly<Record<string, unknown>>; readonly expression?: string },
  values: Values,
): number | undefined {
  const ids = Object.keys(metrics);
  return evaluate(expression ?? ids[0] ?? "", ids)(values);
}
