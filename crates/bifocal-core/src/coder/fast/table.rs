//! Open addressing over 32-bit keys as they lie in a file; 0 marks an empty slot.

/// The slot of a key.
pub(super) fn find(keys: &[[u8; 4]], key: u32) -> Option<usize> {
    let mask = keys.len().checked_sub(1)?;
    let mut slot = key as usize & mask;
    // A table that is full would be searched for ever: one turn is enough.
    for _ in 0..keys.len() {
        match u32::from_le_bytes(keys[slot]) {
            0 => return None,
            found if found == key => return Some(slot),
            _ => slot = (slot + 1) & mask,
        }
    }
    None
}

/// Puts keys into a table of `1 << slot_bits` slots; gives the table and the slot of each.
pub(super) fn fill(keys: impl Iterator<Item = u32>, slot_bits: u32) -> (Vec<u32>, Vec<usize>) {
    let mask = (1usize << slot_bits) - 1;
    let mut table = vec![0u32; mask + 1];
    let slots = keys
        .map(|key| {
            let mut slot = key as usize & mask;
            while table[slot] != 0 {
                slot = (slot + 1) & mask;
            }
            table[slot] = key;
            slot
        })
        .collect();
    (table, slots)
}
