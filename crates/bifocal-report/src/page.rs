//! The mirror as one self-contained page.

use crate::Mirror;

/// The mirror as one HTML file that needs nothing else: no network, no script to be readable.
pub fn page(mirror: &Mirror) -> String {
    crate::json::embedded(mirror)
}
