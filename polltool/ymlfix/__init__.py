"""Edits that put a key or an argument into a yml, take one out or give one another value.

They are text splices worked out from positions: all that is added looks like its neighbours,
and all else stays as it is, byte for byte. Where it is not certain that an edit is right
(an alias, an anchor whose node is used elsewhere, a comment that would lose what it belongs
to) there is none.

Two findings often want something at the same place. What may be there twice, a member at the
end of a list that has some already, is an insertion: any number of them at one offset, in any
order, give a right file. What may be there only once, a key, replaces the character before it by that
character and the key: two such edits overlap, so ``edits.apply`` refuses both together and one
of them has to wait until the file is read again.
"""
