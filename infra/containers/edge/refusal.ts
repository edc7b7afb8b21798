/** Something that this edge does not know, or cannot do. It ends the program: a stand-in that guesses proves nothing. */
export class Refusal extends Error {}
