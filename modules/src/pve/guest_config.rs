//! `ID.conf` as values: the main section, what is pending, the snapshots. The file of a virtual machine has the same settings
//! in its main section.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::Context as _;

use super::property_string::parse_boolean;
use super::section_file::PassedBy;
use crate::host::{HostError, Probe};
use crate::names::Ctid;
use crate::plan::{raw_line, section_header};

pub(crate) mod raw_keys;

/// A container's configuration as Proxmox reads it (pve-container 6.1.10).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// What the container has now.
    pub main: Section,
    /// What it gets when it starts the next time.
    pub pending: Section,
    /// Its snapshots, by name.
    pub snapshots: BTreeMap<String, Section>,
    /// Lines that Proxmox passes by, and that the next `pct set` drops.
    pub passed_by: Vec<PassedBy>,
    /// The keys of raw lines in which a running container will be another after its next start, as far as somebody looked: no
    /// section of the file tells.
    pub raw_waiting: BTreeSet<String>,
}

/// One section of a configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Section {
    /// Options by name; the description among them, without its last line end.
    pub settings: BTreeMap<String, String>,
    /// Raw `lxc.*` lines in their order.
    pub raw: Vec<(String, String)>,
}

impl Config {
    /// Returns an option as it will be after the next start: a pending value, or none if it is pending to be deleted.
    pub fn effective(&self, option: &str) -> Option<&str> {
        if let Some(value) = self.pending.settings.get(option) {
            return Some(value);
        }
        if self.pending_deletes().contains(option) {
            return None;
        }
        self.main.settings.get(option).map(String::as_str)
    }

    /// Returns an option's text to build on: the pending one, or else the present one even if it is pending to be deleted.
    pub fn standing(&self, option: &str) -> Option<&str> {
        self.pending.settings.get(option).or_else(|| self.main.settings.get(option)).map(String::as_str)
    }

    /// Returns the numbered options of a series (`mp` of `mp0`, `mp1`, ...) as they will be after the next start, by
    /// number. Pending ones count, those that are pending to be deleted do not.
    pub fn series(&self, name: &str) -> BTreeMap<u16, &str> {
        let number = |option: &str| option.strip_prefix(name)?.parse::<u16>().ok();
        let keys = self.main.settings.keys().chain(self.pending.settings.keys());
        keys.filter_map(|option| Some((number(option)?, self.effective(option)?))).collect()
    }

    /// Returns the numbered options of a series as a running container has them until its next start, by number.
    pub fn present_series(&self, name: &str) -> BTreeMap<u16, &str> {
        let number = |option: &str| option.strip_prefix(name)?.parse::<u16>().ok();
        self.main.settings.iter().filter_map(|(option, text)| Some((number(option)?, text.as_str()))).collect()
    }

    /// Returns the options that wait for a restart.
    pub fn waiting(&self) -> BTreeSet<&str> {
        let raw = self.raw_waiting.iter().map(String::as_str);
        self.pending_options().into_iter().chain(raw).collect()
    }

    /// Returns the options that the next start sets or deletes; raw lines are not among them, they count as they are written.
    pub fn pending_options(&self) -> BTreeSet<&str> {
        let set = self.pending.settings.keys().map(String::as_str).filter(|option| *option != "delete");
        set.chain(self.pending_deletes()).collect()
    }

    /// Returns the options that the next start deletes.
    pub fn pending_deletes(&self) -> BTreeSet<&str> {
        let list = self.pending.settings.get("delete").map_or("", String::as_str);
        list.split(',').map(|option| option.trim_start_matches('!')).filter(|option| !option.is_empty()).collect()
    }

    /// Returns whether a flag of the main section is set.
    pub fn is_set(&self, flag: &str) -> bool {
        self.main.is_set(flag)
    }

    /// Returns the mount points `mp0`, `mp1`, ... with their text.
    pub fn mount_points(&self) -> impl Iterator<Item = (&str, &str)> {
        let is_mount_point = |key: &str| key.strip_prefix("mp").is_some_and(|number| number.parse::<u16>().is_ok());
        let settings = self.main.settings.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        settings.filter(move |(key, _)| is_mount_point(key))
    }
}

/// Returns the configuration of a container of this node; `None` if it has no file. A file that cannot be read is an error.
pub fn read(node: &str, ctid: Ctid, host: &dyn Probe) -> Result<Option<Config>, HostError> {
    let bytes = host.read(&path(node, ctid))?;
    Ok(bytes.map(|bytes| parse(&String::from_utf8_lossy(&bytes))))
}

/// Returns the configuration of a container that was listed a moment ago; that it has no file any more is an error.
pub fn read_listed(node: &str, ctid: Ctid, host: &dyn Probe) -> anyhow::Result<Config> {
    let config = read(node, ctid, host)?;
    config.with_context(|| format!("{} vanished while it was looked at; run again", path(node, ctid).display()))
}

fn path(node: &str, ctid: Ctid) -> PathBuf {
    PathBuf::from(format!("/etc/pve/nodes/{node}/lxc/{ctid}.conf"))
}

/// Parses a configuration with the grammar of `PVE::LXC::Config`. What Proxmox passes by is passed by here too, and
/// remembered. A section that begins anew begins empty.
pub fn parse(text: &str) -> Config {
    let mut config = Config::default();
    let mut here = SectionName::Main;
    let mut description = String::new();
    for (index, line) in text.split('\n').enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match parse_line(line, &here) {
            Line::Header(name) => {
                config.section(&here).describe(std::mem::take(&mut description));
                here = name;
                *config.section(&here) = Section::default();
            }
            Line::Description(text) => description.push_str(&text),
            Line::Raw(key, value) => config.section(&here).raw.push((key, value)),
            Line::Setting(key, value) => drop(config.section(&here).settings.insert(key, value)),
            Line::PassedBy => {
                let text = line.trim_end_matches('\r').to_owned();
                config.passed_by.push(PassedBy { line: Some(index + 1), text });
            }
        }
    }
    config.section(&here).describe(description);
    for section in [&mut config.main, &mut config.pending].into_iter().chain(config.snapshots.values_mut()) {
        section.take_in_environment();
    }
    // It is of snapshots alone; Proxmox takes it away wherever else it stands (PVE::LXC::Config).
    config.main.settings.remove("snapstate");
    config
}

impl Section {
    /// Returns whether a flag is set.
    pub fn is_set(&self, flag: &str) -> bool {
        self.settings.get(flag).map(String::as_str).and_then(parse_boolean).unwrap_or(false)
    }

    /// Proxmox keeps the option `env` as raw lines, one for each variable; its text has a NUL between them.
    fn take_in_environment(&mut self) {
        let (variables, raw): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.raw).into_iter().partition(|(key, _)| key == "lxc.environment.runtime");
        self.raw = raw;
        let variables: Vec<String> = variables.into_iter().map(|(_, variable)| variable).collect();
        if !variables.is_empty() {
            self.settings.insert("env".to_owned(), variables.join("\0"));
        }
    }
}

impl Config {
    fn section(&mut self, name: &SectionName) -> &mut Section {
        match name {
            SectionName::Main => &mut self.main,
            SectionName::Pending => &mut self.pending,
            SectionName::Snapshot(name) => self.snapshots.entry(name.clone()).or_default(),
        }
    }
}

impl Section {
    fn describe(&mut self, mut description: String) {
        if !description.is_empty() {
            description.truncate(description.trim_end_matches('\n').len());
            self.settings.insert("description".to_owned(), description);
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum SectionName {
    Main,
    Pending,
    Snapshot(String),
}

enum Line {
    Header(SectionName),
    Description(String),
    Raw(String, String),
    Setting(String, String),
    PassedBy,
}

fn parse_line(line: &str, here: &SectionName) -> Line {
    if let Some(text) = line.strip_prefix('#') {
        return Line::Description(decode(text) + "\n");
    }
    if let Some(name) = section_header(line) {
        let is_pending = name.eq_ignore_ascii_case("pve:pending");
        return Line::Header(if is_pending { SectionName::Pending } else { SectionName::Snapshot(name.to_owned()) });
    }
    if let Some(line) = raw(line) {
        return line;
    }
    match setting(line) {
        // As it was written before descriptions were comments; no line end belongs to it.
        // Of blanks alone Proxmox reads the last one.
        Some(("description", "")) => Line::Description(line.chars().next_back().into_iter().collect()),
        Some(("description", text)) => Line::Description(decode(text)),
        Some(("delete", _)) if *here != SectionName::Pending => Line::PassedBy,
        Some((key, value)) => Line::Setting(key.to_owned(), value.to_owned()),
        None => Line::PassedBy,
    }
}

fn raw(line: &str) -> Option<Line> {
    let (key, value) = raw_line(line)?;
    let line = || Line::Raw(key.to_owned(), value.to_owned());
    Some(if raw_keys::is_kept(key) { line() } else { Line::PassedBy })
}

fn setting(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let name = key.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let is_name = name.starts_with(|letter: char| letter.is_ascii_lowercase())
        && name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_');
    // An option that was set to nothing is written `tags: ` and reads as one blank.
    (is_name && !value.is_empty()).then(|| (key, value.trim()))
}

/// Decodes `%XX`; what is no code stays.
pub(crate) fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        // Rust takes `+3` for a number too.
        let digits = text.get(index + 1..index + 3).filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let code = digits.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (bytes[index], code) {
            (b'%', Some(byte)) => {
                decoded.push(byte);
                index += 3;
            }
            (byte, _) => {
                decoded.push(byte);
                index += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn description_lines_stand_anywhere_and_are_decoded() {
        let config = parse("#first%3A line\narch: amd64\n#second %C3%BC 50%25 %+3A\n");
        assert_eq!(config.main.settings["description"], "first: line\nsecond ü 50% %+3A");
        assert_eq!(config.main.settings["arch"], "amd64");
    }

    #[test]
    fn a_description_of_blanks_is_one_blank() {
        assert_eq!(parse("#one\ndescription:  \n#two\n").main.settings["description"], "one\n two");
    }

    #[test]
    fn pending_values_and_deletes_are_what_comes_next() {
        let config = parse(
            "memory: 512\nnameserver: 1.1.1.1\nfeatures: nesting=1\n\n[pve:pending]\ndelete: nameserver\nfeatures: nesting=0\n",
        );
        assert_eq!(config.effective("memory"), Some("512"));
        assert_eq!(config.effective("nameserver"), None);
        assert_eq!(config.effective("features"), Some("nesting=0"));
        assert_eq!(config.waiting().into_iter().collect::<Vec<_>>(), ["features", "nameserver"]);
    }

    #[test]
    fn a_snapshots_settings_are_not_the_containers() {
        let config = parse("memory: 512\nparent: first\n\n[first]\n#d\nmemory: 256\nsnaptime: 1\nlxc.tty.max: 1\n");
        assert_eq!(config.main.settings["memory"], "512");
        assert_eq!(config.snapshots["first"].settings["memory"], "256");
        assert_eq!(config.snapshots["first"].settings["description"], "d");
        assert!(config.main.raw.is_empty());
    }

    #[test]
    fn raw_lines_keep_their_order_in_every_spelling() {
        let config =
            parse("lxc.mount.auto:sys:rw\nlxc.cgroup2.devices.allow = c 195:* rwm\nlxc.apparmor.profile=unconfined\n");
        let raw: Vec<String> = config.main.raw.iter().map(|(key, value)| format!("{key}: {value}")).collect();
        let expected =
            ["lxc.mount.auto: sys:rw", "lxc.cgroup2.devices.allow: c 195:* rwm", "lxc.apparmor.profile: unconfined"];
        assert_eq!(raw, expected);
    }

    #[test]
    fn the_environment_is_an_option_in_raw_lines() {
        let config = parse(
            "lxc.environment.runtime: A=1\nlxc.cap.drop: x\nlxc.environment.runtime = B=2\n\n[pve:pending]\nlxc.environment.runtime: C=3\n",
        );
        assert_eq!(config.main.settings["env"], "A=1\0B=2");
        assert_eq!(config.main.raw.len(), 1);
        assert_eq!(config.effective("env"), Some("C=3"));
        assert_eq!(parse("arch: amd64\n").effective("env"), None);
    }

    #[test]
    fn a_series_is_as_it_will_be() {
        let config = parse(
            "dev0: /dev/a\ndev1: /dev/b\ndev10: /dev/c\ndeveloper: x\n\n[pve:pending]\ndelete: dev1\ndev0: /dev/z\ndev2: /dev/d\n",
        );
        let series: Vec<(u16, &str)> = config.series("dev").into_iter().collect();
        assert_eq!(series, [(0, "/dev/z"), (2, "/dev/d"), (10, "/dev/c")]);
        assert_eq!(config.standing("dev1"), Some("/dev/b"));
        assert_eq!(config.standing("dev0"), Some("/dev/z"));
        assert_eq!(config.standing("dev3"), None);
    }

    #[test]
    fn what_proxmox_passes_by_is_remembered() {
        let config = parse("Foo: 2\nmemory = 400\n cores: 2\nmemory: 512\r\ntags: \n");
        let lines: Vec<usize> = config.passed_by.iter().filter_map(|line| line.line).collect();
        assert_eq!(lines, [1, 2, 3]);
        assert_eq!(config.main.settings["memory"], "512");
        assert_eq!(config.main.settings["tags"], "");
    }

    #[test]
    fn a_raw_line_that_the_next_write_drops_is_passed_by() {
        let config = parse("lxc.bogus: 1\nlxc.rootfs.path: /x\nlxc.utsname: y\nlxc.net.0.type = veth\n");
        let lines: Vec<(usize, &str)> =
            config.passed_by.iter().map(|line| (line.line.unwrap(), line.text.as_str())).collect();
        assert_eq!(lines, [(1, "lxc.bogus: 1"), (2, "lxc.rootfs.path: /x")]);
        assert_eq!(config.main.raw.len(), 2);
    }

    #[test]
    fn a_delete_counts_in_the_pending_section_alone() {
        let config = parse("delete: swap\nmemory: 1\n[pve:pending]\ndelete: memory\n");
        assert_eq!(config.passed_by.len(), 1);
        assert_eq!(config.waiting().into_iter().collect::<Vec<_>>(), ["memory"]);
    }

    #[test]
    fn a_section_that_begins_anew_begins_empty() {
        let config = parse("[pve:pending]\nmemory: 1\n#a\n[PVE:PENDING]\nswap: 2\n[s1]\nmemory: 3\n[s1]\n");
        assert_eq!(config.pending.settings.keys().collect::<Vec<_>>(), ["swap"]);
        assert_eq!(config.snapshots["s1"], Section::default());
    }

    #[test]
    fn a_description_of_before_is_decoded_too() {
        let config = parse("#b\r\ndescription: old%20style\n#new\n");
        assert_eq!(config.main.settings["description"], "b\r\nold stylenew");
    }

    #[test]
    fn an_empty_file_is_a_container() {
        assert_eq!(parse(""), Config::default());
    }
}
