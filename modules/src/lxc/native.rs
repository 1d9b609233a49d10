//! A container as `pct` shows it, command by command: the same values as in its file (pve-container 6.1.10).

use anyhow::{Result, bail};

use crate::command::{self, Query};
use crate::host::{Output, Probe};
use crate::names::Ctid;
use crate::pve::guest_config::{self, Config, Section};
use crate::pve::section_file::PassedBy;

/// What `pct config` says on standard error of a line that it passes by, behind the container's id.
const PASSED_BY: &str = " - unable to parse config: ";

/// A container and whether it runs.
pub(super) struct Seen {
    pub(super) config: Config,
    pub(super) is_running: bool,
}

/// Asks `pct` for a container of this node; `None` if it has none of this id.
pub(super) fn look(ctid: Ctid, host: &dyn Probe) -> Result<Option<Seen>> {
    let query = command::pct_status(ctid);
    let status = host.query(&query)?;
    if !status.is_success() && says_it_is_absent(&status, ctid) {
        return Ok(None);
    }
    status.ensure_success(&query)?;
    let is_running = match status.stdout_text().trim() {
        "status: running" => true,
        "status: stopped" => false,
        other => bail!("`{query}` printed {other:?}, which tells no state"),
    };
    let mut config = Config::default();
    let query = command::pct_config(ctid);
    let output = host.query(&query)?;
    output.ensure_success(&query)?;
    config.main = section(&output.stdout_text());
    config.passed_by = passed_by(&output);
    take_pending(&ask(&command::pct_pending(ctid), host)?, &mut config);
    for name in snapshots(&ask(&command::pct_list_snapshots(ctid), host)?) {
        let settings = section(&ask(&command::pct_config_of_snapshot(ctid, &name), host)?);
        config.snapshots.insert(name, settings);
    }
    Ok(Some(Seen { config, is_running }))
}

fn ask(query: &Query, host: &dyn Probe) -> Result<String> {
    let output = host.query(query)?;
    output.ensure_success(query)?;
    Ok(output.stdout_text().into_owned())
}

/// Returns whether the answer is that there is no such container, and nothing else (law 7).
fn says_it_is_absent(output: &Output, ctid: Ctid) -> bool {
    let text = output.stderr_text();
    let file = format!("/lxc/{ctid}.conf' does not exist");
    text.lines().any(|line| line.starts_with("Configuration file '") && line.contains(&file))
}

/// Parses the answer of `pct config`: settings, the description as one encoded line, then raw lines.
fn section(text: &str) -> Section {
    let mut section = Section::default();
    for (key, value) in text.lines().filter_map(|line| line.split_once(": ").or_else(|| line.split_once(':'))) {
        match key {
            "description" => drop(section.settings.insert(key.to_owned(), description(value))),
            raw if raw.starts_with("lxc.") => section.raw.push((raw.to_owned(), value.trim().to_owned())),
            _ => drop(section.settings.insert(key.to_owned(), value.trim().to_owned())),
        }
    }
    section
}

fn description(encoded: &str) -> String {
    let mut description = guest_config::decode(encoded);
    description.truncate(description.trim_end_matches('\n').len());
    description
}

/// `pct config` shows what will be; `pct pending` tells what of that is not yet: `cur` is now, `new` comes, `del` goes.
fn take_pending(text: &str, config: &mut Config) {
    let mut deleted = Vec::new();
    let mut added = Vec::new();
    for line in text.lines() {
        let Some((word, rest)) = line.split_once(' ') else { continue };
        let line = section(rest);
        let Some((key, value)) = line.settings.into_iter().next() else { continue };
        match word {
            "cur" => drop(config.main.settings.insert(key, value)),
            "del" => {
                deleted.push(key.clone());
                config.main.settings.insert(key, value);
            }
            _ => added.push((key, value)),
        }
    }
    for (key, value) in added {
        let is_new = !text.lines().any(|line| line.starts_with(&format!("cur {key}:")));
        if is_new {
            config.main.settings.remove(&key);
        }
        config.pending.settings.insert(key, value);
    }
    if !deleted.is_empty() {
        config.pending.settings.insert("delete".to_owned(), deleted.join(","));
    }
}

/// Returns the names in the tree that `pct listsnapshot` draws; the last one is the container itself, `current`.
fn snapshots(text: &str) -> Vec<String> {
    let names = text.lines().filter_map(|line| line.trim_start().strip_prefix("`-> ")?.split_whitespace().next());
    names.filter(|name| *name != "current").map(str::to_owned).collect()
}

fn passed_by(output: &Output) -> Vec<PassedBy> {
    let text = output.stderr_text();
    let lines = text.lines().filter_map(|line| line.split_once(PASSED_BY));
    lines.map(|(_, text)| PassedBy { line: None, text: text.to_owned() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_told_from_what_is() {
        let shown =
            "arch: amd64\nfeatures: nesting=1\nmemory: 999\nparent: snapx\nlxc.mount.entry: /a b none bind 0 0\n";
        let pending = "cur arch: amd64\nnew features: nesting=1\ncur memory: 222\nnew memory: 999\ndel swap: 54\n";
        let mut config = Config { main: section(shown), ..Config::default() };
        take_pending(pending, &mut config);
        let file = "arch: amd64\nmemory: 222\nparent: snapx\nswap: 54\nlxc.mount.entry: /a b none bind 0 0\n\n\
                    [pve:pending]\ndelete: swap\nfeatures: nesting=1\nmemory: 999\n";
        assert_eq!(config, guest_config::parse(file));
    }

    #[test]
    fn a_description_and_an_environment_are_one_line_each() {
        let shown = section("description:   indented%0A%09tab%3A%0A\nenv: A=1\0B=x: y\ntags: a;b\n");
        let file =
            "#  indented\n#%09tab%3A\ntags: a;b\nlxc.environment.runtime: A=1\nlxc.environment.runtime: B=x: y\n";
        assert_eq!(shown, guest_config::parse(file).main);
    }

    #[test]
    fn snapshots_stand_in_a_tree() {
        let tree = "`-> first                       2026-11-23 00:16:26     no-description\n \
                    `-> second                     2026-11-23 00:16:28     Multi\n  \
                    `-> current                                           You are here!\n";
        assert_eq!(snapshots(tree), ["first", "second"]);
        assert!(snapshots("`-> current                    You are here!\n").is_empty());
    }

    #[test]
    fn a_container_is_absent_only_if_pct_says_so() {
        let says = |stderr: &str| {
            let output = Output { status: Some(2), stderr: stderr.into(), ..Output::default() };
            says_it_is_absent(&output, "101".parse().unwrap())
        };
        assert!(says("Configuration file 'nodes/pve1/lxc/101.conf' does not exist\n"));
        assert!(!says("Configuration file 'nodes/pve1/lxc/1010.conf' does not exist\n"));
        assert!(!says("ipcc_send_rec[1] failed: Connection refused\n"));
    }
}
