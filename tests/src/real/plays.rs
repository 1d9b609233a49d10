//! What is played: the stories about pools, datasets, features and health checks, the recordings of `zfs` and `zpool`, and the table of properties.

use std::path::Path;

use anyhow::{Context as _, Result, bail};

use super::{Play, properties};
use crate::replay;
use crate::story::{self, Part};

/// The kinds whose stories need nothing but OpenZFS and LXC.
const KINDS: &[&str] = &["zfs_dataset", "zpool", "lxc_feature", "lxc_health"];

/// Returns all that there is to play, below the folder of the tests, for this version of OpenZFS.
pub fn plays(tests: &Path, version: &str) -> Result<Vec<Play>> {
    let mut plays = Vec::new();
    for kind in KINDS {
        let folder = tests.join("stories").join(kind);
        let stories = story::all_below(&folder);
        if stories.is_empty() {
            bail!("no story lies below {}", folder.display());
        }
        for path in stories {
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
    plays.push(pair(tests)?);
    plays.extend(properties::plays(&tests.join("data/zfs_properties.txt"), version)?);
    Ok(plays)
}

/// The example pair of files by the runner: its pools and datasets, from empty disks, twice.
fn pair(tests: &Path) -> Result<Play> {
    let folder = tests.join("../playbooks/example");
    let mut parts = Vec::new();
    for (name, disks) in [("hypervisor", true), ("lxc", false)] {
        let file = match disks {
            true => "phoenix_hypervisor_config.json",
            false => "phoenix_lxc_configs.json",
        };
        let text = std::fs::read_to_string(folder.join(file)).with_context(|| format!("read {file}"))?;
        let named = text.split('"').filter(|word| disks && word.starts_with("/dev/disk/"));
        parts.extend(named.map(|disk| Part { line: format!("given disk {disk}"), below: Vec::new() }));
        parts.push(Part { line: format!("given {name}"), below: text.lines().map(str::to_owned).collect() });
    }
    for act in ["check", "converge --allow all", "converge --allow all", "check"] {
        parts.push(Part { line: format!("> phoenix-run {act} --only zpool/*,zfs/*"), below: Vec::new() });
    }
    Ok(Play { name: "runner/the example pair".to_owned(), host: String::new(), parts })
}

fn says_something(line: &str) -> bool {
    line.starts_with("> ") || line.starts_with("given ")
}
