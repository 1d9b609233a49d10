//! What a running container was started with, where its file does not tell: raw lines know no pending section.
//!
//! Proxmox writes all that LXC reads into `/var/lib/lxc/ID/config` when a container starts, and writes it anew with every
//! `pct set`, also while the container runs (read in pve-container 6.1.10). So where it differs, something waits; where it
//! does not, it may have been written anew, and what `/proc` shows of the guest's init goes first. Only what a wish asks for is
//! looked at: most wish no raw line, and a check of many containers would read ten files more of each.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Result;

use super::ids::{self, ID_MAP, Ids, Range};
use super::{Desired, raw};
use crate::host::Probe;
use crate::plan::raw_line;
use crate::pve::guest::{self, shown};
use crate::pve::guest_config::Section;

pub(super) const PROFILE: &str = "lxc.apparmor.profile";

/// Keys whose lines Proxmox writes by itself behind or among the raw ones: nothing is told of them.
const OF_PROXMOX: [&str; 3] = ["lxc.cgroup.cpuset.cpus", "lxc.cgroup2.cpuset.cpus", "lxc.environment.runtime"];

/// What a running container was started with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Started {
    ctid: String,
    /// The raw lines among those that LXC was given; `None` if they cannot be told.
    raw: Option<Vec<(String, String)>>,
    /// What confines its init; `None` if that cannot be told.
    profile: Option<String>,
    /// How its ids are mapped; `None` if that cannot be told.
    ids: Option<BTreeSet<Range>>,
}

/// Looks at a running container, for those keys of raw lines that are wished.
pub(super) fn inspect(desired: &Desired, host: &dyn Probe) -> Result<Started> {
    let (ctid, wished) = (desired.ctid, raw::keys(desired));
    let mut started = Started { ctid: ctid.to_string(), ..Started::default() };
    if wished.is_empty() {
        return Ok(started);
    }
    let path = format!("/var/lib/lxc/{ctid}/config");
    if let Some(bytes) = host.read(Path::new(&path))? {
        started.raw = Some(raw_lines(&String::from_utf8_lossy(&bytes), &started.ctid));
    }
    let is_wished = |key: &str| wished.iter().any(|wished| wished == key);
    if !is_wished(PROFILE) && !is_wished(ID_MAP) {
        return Ok(started);
    }
    let Some(process) = guest::first_process(ctid, host) else { return Ok(started) };
    if is_wished(PROFILE) {
        // Without AppArmor there is no profile to read (EINVAL).
        started.profile = shown(&format!("/proc/{process}/attr/current"), host).and_then(|text| profile(&text));
    }
    if is_wished(ID_MAP) {
        let map = |kind: char, name: &str| Some(ranges(kind, &shown(&format!("/proc/{process}/{name}"), host)?));
        let both = map('u', "uid_map").zip(map('g', "gid_map"));
        started.ids = both.map(|(users, groups)| [users, groups].concat().into_iter().collect());
    }
    Ok(started)
}

/// Returns the raw lines of a generated configuration: they follow the root disk and the interfaces.
fn raw_lines(text: &str, ctid: &str) -> Vec<(String, String)> {
    let mut lines =
        text.lines().filter_map(raw_line).skip_while(|(key, _)| *key != "lxc.rootfs.path").skip(1).peekable();
    let mut raw = Vec::new();
    while let Some((key, value)) = lines.next() {
        let number = key.strip_prefix("lxc.net.").and_then(|rest| rest.strip_suffix(".type"));
        let pair = number.map(|number| (format!("lxc.net.{number}.veth.pair"), format!("veth{ctid}i{number}")));
        // A raw line may be of an interface too; those of Proxmox begin with its own pair.
        if let (Some(number), Some((first, peer))) = (number, pair)
            && lines.peek().is_some_and(|(key, value)| *key == first && *value == peer)
        {
            let of_proxmox = ["veth.pair", "hwaddr", "name", "mtu", "script.up"];
            let mut left = of_proxmox.iter().map(|field| format!("lxc.net.{number}.{field}"));
            while lines.next_if(|(key, _)| left.any(|field| field == *key)).is_some() {}
            continue;
        }
        raw.push((key.to_owned(), value.to_owned()));
    }
    raw
}

/// Returns what confines a process: `lxc-101_</var/lib/lxc>//&:lxc-101_<-var-lib-lxc>:unconfined (enforce)` is the profile
/// before the stacked one, without its mode (apparmor(7), proc(5)).
fn profile(text: &str) -> Option<String> {
    let text = text.trim_matches(['\0', '\n', ' ']);
    let first = text.split("//&").next().unwrap_or_default();
    let name = first.rsplit_once(" (").map_or(first, |(name, _)| name);
    (!name.is_empty()).then(|| name.to_owned())
}

fn ranges(kind: char, map: &str) -> Vec<Range> {
    map.lines().flat_map(|line| ids::parse(&format!("{kind} {line}"))).collect()
}

impl Started {
    /// Returns the keys of raw lines in which the container will be another after its next start.
    pub(super) fn waiting<'a>(&'a self, main: &'a Section) -> BTreeSet<&'a str> {
        let mut waiting = BTreeSet::new();
        if let Some(raw) = &self.raw {
            let keys: BTreeSet<&str> = main.raw.iter().chain(raw).map(|(key, _)| key.as_str()).collect();
            let differs = |key: &&str| !OF_PROXMOX.contains(key) && values(&main.raw, key) != values(raw, key);
            waiting.extend(keys.into_iter().filter(differs));
        }
        if self.profile.as_ref().is_some_and(|profile| !self.is_confined_so(profile, main)) {
            waiting.insert(PROFILE);
        }
        if self.ids.as_ref().is_some_and(|ids| *ids != Ids::of(main).shown()) {
            waiting.insert(ID_MAP);
        }
        waiting
    }

    /// Of several lines with a profile the last one counts; without any Proxmox has LXC generate one.
    fn is_confined_so(&self, profile: &str, main: &Section) -> bool {
        let wished = main.raw.iter().rfind(|(key, _)| key == PROFILE).map_or("generated", |(_, value)| value);
        match wished {
            "generated" => profile.starts_with(&format!("lxc-{}_", self.ctid)),
            // The container keeps what lxc-start itself has: nothing.
            "unchanged" | "unconfined" => profile == "unconfined",
            named => profile == named,
        }
    }
}

fn values(lines: &[(String, String)], key: &str) -> Vec<String> {
    lines.iter().filter(|(other, _)| other == key).map(|(_, value)| raw::normal(key, value)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::command::Query;
    use crate::host::{HostError, Output, Stat};
    use crate::pve::guest_config;

    /// A host that shows these files and fails at any other.
    struct Shown(&'static [(&'static str, &'static str)]);

    impl Probe for Shown {
        fn query(&self, _: &Query) -> Result<Output, HostError> {
            unreachable!("no process is started to look at a guest")
        }

        fn read(&self, path: &Path) -> Result<Option<Vec<u8>>, HostError> {
            let found = self.0.iter().find(|(known, _)| Path::new(known) == path);
            let cause = std::io::ErrorKind::InvalidInput.into();
            let failed = HostError::File { doing: "read", path: path.to_owned(), cause };
            found.map(|(_, text)| Some(text.as_bytes().to_vec())).ok_or(failed)
        }

        fn list(&self, _: &Path) -> Result<Option<Vec<String>>, HostError> {
            Ok(None)
        }

        fn stat(&self, _: &Path) -> Result<Option<Stat>, HostError> {
            Ok(None)
        }

        fn read_in_guest(&self, _: &Path, _: &Path) -> Result<Option<Vec<u8>>, HostError> {
            Ok(None)
        }
    }

    #[test]
    fn what_the_kernel_does_not_show_is_not_concluded_from() {
        let files: &[(&str, &str)] = &[
            ("/var/lib/lxc/111/config", GENERATED),
            ("/sys/fs/cgroup/lxc/111/ns/cgroup.procs", "70\n71\n"),
            ("/proc/70/status", "NSpid:\t70\t5\n"),
            ("/proc/71/status", "NSpid:\t71\t1\n"),
            ("/proc/71/uid_map", "0 100000 65536\n"),
            ("/proc/71/gid_map", "0 100000 65536\n"),
        ];
        let both = wish(&json!({ "apparmor_profile": "unconfined", "id_maps": [] }));
        let started = inspect(&both, &Shown(files)).unwrap();
        assert_eq!((started.profile, started.ids.map(|ids| ids.len())), (None, Some(2)));
        assert!(inspect(&both, &Shown(&files[1..])).is_err());
    }

    fn wish(arguments: &Value) -> Desired {
        let mut all = json!({ "ctid": 111 });
        all.as_object_mut().unwrap().extend(arguments.as_object().unwrap().clone());
        serde_json::from_value(all).unwrap()
    }

    #[test]
    fn what_nobody_wishes_is_not_looked_at() {
        let nothing = inspect(&wish(&json!({ "memory_mb": 512, "state": "running" })), &Shown(&[])).unwrap();
        assert_eq!((nothing.raw, nothing.profile, nothing.ids), (None, None, None));
        let lines = wish(&json!({ "lxc_options": { "lxc.mount.auto": ["sys:rw"] } }));
        let lines = inspect(&lines, &Shown(&[("/var/lib/lxc/111/config", GENERATED)])).unwrap();
        assert_eq!((lines.raw.map(|lines| lines.len()), lines.profile, lines.ids), (Some(3), None, None));
    }

    const GENERATED: &str = "lxc.cgroup.relative = 0\nlxc.apparmor.profile = generated\nlxc.idmap = u 0 100000 65536\n\
        lxc.rootfs.path = /var/lib/lxc/111/rootfs\nlxc.net.0.type = veth\nlxc.net.0.veth.pair = veth111i0\n\
        lxc.net.0.hwaddr = BC:24:11:00:01:10\nlxc.net.0.name = eth0\nlxc.net.0.mtu = 1500\n\
        lxc.net.0.script.up = /usr/share/lxc/lxcnetaddbr\nlxc.net.0.type = macvlan\nlxc.mount.auto = sys:rw\n\
        lxc.cgroup2.cpuset.cpus = 3\n";

    fn started(generated: &str) -> Started {
        Started { ctid: "111".to_owned(), raw: Some(raw_lines(generated, "111")), ..Started::default() }
    }

    #[test]
    fn raw_lines_are_told_from_what_proxmox_wrote_before_them() {
        let keys: Vec<String> = raw_lines(GENERATED, "111").into_iter().map(|(key, _)| key).collect();
        assert_eq!(keys, ["lxc.net.0.type", "lxc.mount.auto", "lxc.cgroup2.cpuset.cpus"]);
    }

    #[test]
    fn what_differs_from_the_start_waits_and_what_was_taken_away_too() {
        let waiting = |file: &str| -> Vec<String> {
            let main = guest_config::parse(file).main;
            started(GENERATED).waiting(&main).into_iter().map(str::to_owned).collect()
        };
        assert!(waiting("lxc.mount.auto:sys:rw\nlxc.net.0.type: macvlan\n").is_empty());
        assert_eq!(
            waiting("lxc.mount.auto: sys:ro\nlxc.cap.drop: x\nlxc.net.0.type: macvlan\n"),
            ["lxc.cap.drop", "lxc.mount.auto"]
        );
        assert_eq!(waiting("lxc.net.0.type: macvlan\n"), ["lxc.mount.auto"]);
    }

    #[test]
    fn the_process_itself_tells_what_the_generated_file_has_forgotten() {
        let main = guest_config::parse("unprivileged: 1\nlxc.apparmor.profile: unconfined\n").main;
        let generated = "lxc.rootfs.path = /x\nlxc.apparmor.profile = unconfined\n";
        let of = |profile: &str| Started { profile: self::profile(profile), ..started(generated) };
        assert!(of("unconfined\n").waiting(&main).is_empty());
        let confined = of("lxc-111_</var/lib/lxc>//&:lxc-111_<-var-lib-lxc>:unconfined (enforce)\n");
        assert_eq!(confined.waiting(&main).into_iter().collect::<Vec<_>>(), [PROFILE]);
        let maps = [ranges('u', "         0     100000      65536\n"), ranges('g', "0 100000 65536\n")];
        let mapped = Started { ids: Some(maps.concat().into_iter().collect()), ..started(generated) };
        assert!(mapped.waiting(&main).is_empty());
        let main = guest_config::parse("unprivileged: 1\nlxc.apparmor.profile: unconfined\nlxc.idmap: u 0 0 5\n").main;
        assert_eq!(mapped.waiting(&main).into_iter().collect::<Vec<_>>(), [ID_MAP]);
    }

    #[test]
    fn a_profile_is_read_without_its_mode() {
        assert_eq!(profile("lxc-container-default-cgns (enforce)\n").as_deref(), Some("lxc-container-default-cgns"));
        assert_eq!(profile("unconfined\n").as_deref(), Some("unconfined"));
        assert_eq!(profile("\n"), None);
    }
}
