// What a drawn part listens to, so that it can be let go of as one when the part is drawn anew.

export class Disposables {
  #ends: (() => void)[] = [];

  add(end: () => void): void {
    this.#ends.push(end);
  }

  /** A collection that ends with this one, or before. */
  child(): Disposables {
    const inner = new Disposables();
    this.add(() => inner.end());
    return inner;
  }

  end(): void {
    for (const end of this.#ends.splice(0)) end();
  }
}
