/** What an IPv4 address counts: 32 bits as an unsigned number. */
const ADDRESS_BITS = 32;
const DOTTED_QUAD = /^(25[0-5]|2[0-4]\d|[01]?\d?\d)(\.(25[0-5]|2[0-4]\d|[01]?\d?\d)){3}$/;

/**
 * An aligned IPv4 block, such as `10.0.4.0/22`.
 *
 * Error texts are the published component's, which come from the library that it parses blocks with.
 */
export class Ipv4Block {
  private constructor(
    /** First address of the block as an unsigned number. */
    readonly base: number,
    /** Length of the network prefix, 0 to 32. */
    readonly mask: number,
  ) {}

  /**
   * Reads `address/mask`; host bits are cleared, a missing mask is /32.
   *
   * @throws Error `Invalid net address: …` or `Invalid mask for ip4: …`.
   */
  static parse(cidr: string): Ipv4Block {
    if (typeof cidr !== "string") {
      throw new Error("Missing `net' parameter");
    }
    const [address = "", mask] = cidr.split("/", 2);
    if (!DOTTED_QUAD.test(address)) {
      throw new Error(`Invalid net address: ${address}`);
    }
    const bits = mask ? parseInt(mask, 10) : ADDRESS_BITS;
    if (!(bits >= 0 && bits <= ADDRESS_BITS)) {
      throw new Error(`Invalid mask for ip4: ${mask}`);
    }
    return new Ipv4Block((addressOf(address) & prefix(bits)) >>> 0, bits);
  }

  /**
   * The block of a size that an address lies in.
   *
   * @param mask 1 to 32. 0 counts as "no mask given", which is /32: so the published component takes it.
   * @throws Error `Invalid mask for ip4: …`
   */
  static around(address: number, mask: number): Ipv4Block {
    const bits = mask || ADDRESS_BITS;
    if (!(bits >= 0 && bits <= ADDRESS_BITS)) {
      throw new Error(`Invalid mask for ip4: ${mask}`);
    }
    return new Ipv4Block((address & prefix(bits)) >>> 0, bits);
  }

  /** How many addresses the block holds. */
  get size(): number {
    return 2 ** (ADDRESS_BITS - this.mask);
  }

  /** The last address but the broadcast address; of a /31 or /32, which have none, the last. */
  get lastHost(): number {
    return this.base + this.size - (this.mask <= 30 ? 2 : 1);
  }

  /** The block of the same size that follows. */
  next(): Ipv4Block {
    return new Ipv4Block((this.base + this.size) >>> 0, this.mask);
  }

  /** The block of twice the size that this one lies in. */
  doubled(): Ipv4Block {
    return new Ipv4Block((this.base & prefix(this.mask - 1)) >>> 0, this.mask - 1);
  }

  contains(address: number): boolean {
    return (address & prefix(this.mask)) >>> 0 === this.base;
  }

  toString(): string {
    return `${dotted(this.base)}/${this.mask}`;
  }
}

/**
 * An IPv4 address with the size of the range around it. Host bits are kept, as the legacy layout and the check for
 * overlaps of the published component keep them.
 */
export interface Ipv4Interface {
  readonly address: number;
  readonly mask: number;
}

/**
 * Reads `address/mask` and keeps the host bits; a missing mask is /32.
 *
 * @throws Error `Invalid IPv4 address.` or `Invalid subnet mask.`
 */
export function parseInterface(cidr: string): Ipv4Interface {
  const mask = /\/(\d{1,2})$/.exec(cidr);
  const bits = mask ? Number(mask[1]) : ADDRESS_BITS;
  if (bits > ADDRESS_BITS) {
    throw new Error("Invalid subnet mask.");
  }
  const address = mask ? cidr.slice(0, mask.index) : cidr;
  if (!DOTTED_QUAD.test(address)) {
    throw new Error("Invalid IPv4 address.");
  }
  return { address: addressOf(address), mask: bits };
}

/** First and last address of the range around an address. */
export function rangeOf({ address, mask }: Ipv4Interface): { first: number; last: number } {
  const first = (address & prefix(mask)) >>> 0;
  return { first, last: first + 2 ** (ADDRESS_BITS - mask) - 1 };
}

/** Whether two ranges have an address in common. */
export function overlap(a: Ipv4Interface, b: Ipv4Interface): boolean {
  const [x, y] = [rangeOf(a), rangeOf(b)];
  return x.first <= y.last && y.first <= x.last;
}

/** An address in dotted form. */
export function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join(".");
}

function addressOf(address: string): number {
  return address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

function prefix(mask: number): number {
  return mask <= 0 ? 0 : (0xffffffff << (ADDRESS_BITS - mask)) >>> 0;
}
