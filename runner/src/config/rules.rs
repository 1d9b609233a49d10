//! x
use super::place::Place;
use super::{Configuration, Finding};
pub(super) fn judge(_c: &Configuration, _h: &Place<'_>, _g: &Place<'_>, _f: &mut Vec<Finding>) {}
