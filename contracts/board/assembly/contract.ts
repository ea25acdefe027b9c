import { blockHeight, BlsPublicKey, ensure, feed, List, signer, Text } from "@eventide/contract-sdk";

const TEXT_BYTES: u32 = 512;

@bytes(512, 1) class Page {}
/** One post; the text fills its page from the front. */
@data class Post { height: u64; author: BlsPublicKey; length: u32; text: Page; }
@event("posted") class Posted { index: u64; author: BlsPublicKey; text: Text; }
@data class Shown { index: u64; height: u64; author: BlsPublicKey; text: Text; }

/** Anyone with a public account pins short texts; nobody removes them. */
@contract
export class Board {
  posts: List<Post>;

  /** Pins a text of 1 to 512 bytes; its number. */
  post(text: Text): u64 {
    ensure(text.length > 0, "BOARD_EMPTY");
    ensure(text.length <= TEXT_BYTES, "BOARD_TOO_LONG: 512 bytes at most");
    const author = signer();
    ensure(author.isSome, "BOARD_NO_SENDER: a public account must sign");
    const post = new Post();
    post.height = blockHeight();
    post.author = author.value;
    post.length = text.length;
    memory.copy(changetype<usize>(post.text), text.start, text.length);
    const index = this.posts.push(post);
    Posted.of(index, author.value, text).emit();
    return index;
  }

  @view
  count(): u64 {
    return this.posts.length;
  }

  @view
  post_at(index: u64): Shown {
    return this.shown(index);
  }

  /** Up to `limit` posts from a number on. */
  @feeds("Shown")
  list(from: u64, limit: u64): void {
    for (let i = from; i < this.posts.length && i - from < limit; i++) feed<Shown>(this.shown(i));
  }

  private shown(index: u64): Shown {
    const post = this.posts.at(index);
    return Shown.of(index, post.height, post.author, Text.of(changetype<usize>(post.text), post.length));
  }
}
