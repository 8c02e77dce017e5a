//! A hash that never changes, so that every choice made from it stays the same for good.

/// FNV-1a over the parts, with a separator that cannot occur in them.
pub(super) fn stable(parts: &[&str]) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for part in parts {
        for &byte in part.as_bytes().iter().chain(&[0x1f]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    // FNV leaves its low bits weak on short input, and choices are made with a remainder.
    hash ^ (hash >> 29)
}

/// True for about one in `n` of all parts.
pub(super) fn one_in(n: u64, parts: &[&str]) -> bool {
    stable(parts).is_multiple_of(n)
}

/// A number from -1 to 1 made from the parts.
pub(super) fn swing(parts: &[&str]) -> f64 {
    f64::from((stable(parts) % 2001) as u32) / 1000.0 - 1.0
}
