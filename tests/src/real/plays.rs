//! What is played: the stories about pools and datasets, the recordings of `zfs` and `zpool`, and the table of properties.

use std::path::Path;

use anyhow::{Context as _, Result};

use super::{Play, properties};
use crate::replay;
use crate::story::{self, Part};

/// The kinds whose stories need nothing but OpenZFS.
const KINDS: &[&str] = &["zfs_dataset", "zpool"];

/// Returns all that there is to play, below the folder of the tests, for this version of OpenZFS.
pub fn plays(tests: &Path, version: &str) -> Result<Vec<Play>> {
    let mut plays = Vec::new();
    for kind in KINDS {
        for path in story::all_below(&tests.join("stories").join(kind)) {
            let text = std::fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))?;
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            let parts = story::parts(&text).into_iter().filter(|part| says_something(&part.line)).collect();
            plays.push(Play { name: format!("stories/{kind}/{name}"), host: String::new(), parts });
        }
    }
    for case in replay::conformance_cases(&tests.join("recordings"))? {
        if case.name.starts_with("zfs/") {
            let typed = |command: &str| Part { line: format!("> type {command}"), below: Vec::new() };
            let parts = case.records.iter().map(|record| typed(&record.command)).collect();
            plays.push(Play { name: format!("recordings/{}", case.name), host: case.host, parts });
        }
    }
    plays.extend(properties::plays(&tests.join("data/zfs_properties.txt"), version)?);
    Ok(plays)
}

fn says_something(line: &str) -> bool {
    line.starts_with("> ") || line.starts_with("given ")
}
