//! The tag by which a person holds a guest.

use super::storage::split_list;

/// A guest with this tag is left alone.
pub const TAG: &str = "phoenix-hold";

/// Returns whether these tags of a guest hold it.
pub fn is_held(tags: &str) -> bool {
    split_list(tags).contains(TAG)
}

/// Returns why a held guest is left alone.
pub fn why() -> String {
    format!("it has the tag {TAG}")
}
