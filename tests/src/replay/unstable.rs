//! What no two runs of a real command have alike, and what only the machine on which it was recorded says.

use std::collections::BTreeSet;

use super::Case;

mod lists;
mod order;
mod tokens;

/// What a case knows from its beginning: a text that stood there is compared as it is.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The commands, and the files before them.
    texts: String,
    /// The ids of the containers whose files the case holds.
    guests: BTreeSet<String>,
}

impl Known {
    pub(super) fn by(case: &Case) -> Self {
        let mut known = Self::default();
        for record in &case.records {
            known.texts.push_str(&record.command);
            for (path, file) in &record.files {
                known.texts.push_str(file.before.as_deref().unwrap_or_default());
                known.guests.extend(path.file_stem().map(|id| id.to_string_lossy().into_owned()));
            }
        }
        known
    }
}

/// Lines that only the recording machine says, by what they contain, and why.
const NOISE: &[(&str, &str)] = &[
    ("Use of uninitialized value", "a warning of Perl about Proxmox's own source"),
    ("failed to connect to monitor socket", "the machine's monitor of containers was not up yet"),
    ("promote_secondaries = ", "the tiny guest's `sysctl` speaks"),
    ("Error: ipv4: Address not found.", "the tiny guest's `ip` had set no address"),
    ("command 'lxc-attach -n ", "the same, told by Proxmox"),
    ("Can't exec \"udevadm\"", "the machine has no udev"),
    ("/dev/mapper", "the machine's kernel has no device mapper"),
    ("Failure to communicate with kernel device-mapper driver.", "the same"),
    ("Check that device-mapper is available in the kernel.", "the same"),
    ("Incompatible libdevmapper", "the same"),
    ("command '/sbin/vgscan --ignorelockingfailure --mknodes' failed", "the same"),
];

/// Returns a text with everything unstable replaced by its name, and without noise.
pub(super) fn normal(text: &str, known: &Known) -> String {
    let is_noise = |line: &str| NOISE.iter().any(|(noise, _)| line.contains(noise)) || is_of_another_guest(line, known);
    let is_running = text.lines().any(|line| line == "status: running");
    let named = |line| if is_running { tokens::of_running(line) } else { None };
    let text = lists::without_rule_sets(text);
    let lines = text.lines().filter(|line| !is_noise(line));
    let lines = lines.map(|line| named(line).unwrap_or_else(|| tokens::named(line, &known.texts)));
    let lines = lists::alike(order::sorted(lines.collect()));
    lines.join("\n").trim_end().to_owned()
}

/// The reader of configurations warns of every container; of one whose file is not recorded nobody can tell what it says.
fn is_of_another_guest(line: &str, known: &Known) -> bool {
    let id = line.strip_prefix("vm ").and_then(|rest| rest.split_once(" - ")).map(|(id, _)| id);
    id.is_some_and(|id| id.bytes().all(|byte| byte.is_ascii_digit()) && !known.guests.contains(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(one: &str, other: &str) -> bool {
        normal(one, &Known::default()) == normal(other, &Known::default())
    }

    #[test]
    fn what_is_drawn_or_measured_is_alike() {
        for (one, other) in [
            ("net0: hwaddr=BC:24:11:40:1C:B1,type=veth", "net0: hwaddr=BC:24:11:F9:C0:29,type=veth"),
            ("Total bytes read: 2017280 (2.0MiB, 32MiB/s)", "Total bytes read: 2017280 (2.0MiB, 9MiB/s)"),
            ("x at /usr/share/perl5/PVE/LXC.pm line 730.", "x at /usr/share/perl5/PVE/LXC.pm line 7."),
            ("snaptime: 1795392986", "snaptime: 1795393027"),
            (
                "Filesystem UUID: 7c016fa1-7c18-4024-a944-3dd37961d332",
                "Filesystem UUID: 915df650-646e-4ddf-b1ba-8d7c46603791",
            ),
            (
                "UPID:pve1:000011B4:0004EE1E:6B0385D0:vzcreate:112:root@pam:",
                "UPID:pve1:000011D4:0004EE1F:6B0385D2:vzcreate:112:root@pam:",
            ),
        ] {
            assert!(alike(one, other), "{one}");
        }
    }

    #[test]
    fn what_was_given_is_compared() {
        let known = Known { texts: "hwaddr=BC:24:11:40:1C:B1\nsnaptime: 1795392986\n".to_owned(), ..Known::default() };
        for (one, other) in
            [("BC:24:11:40:1C:B1", "BC:24:11:F9:C0:29"), ("snaptime: 1795392986", "snaptime: 1795393027")]
        {
            assert_ne!(normal(one, &known), normal(other, &known), "{one}");
        }
        assert!(!alike("02:AB:CD:2F:EE:BB", "BC:24:11:2F:EE:BB"), "the prefix is not drawn");
    }

    #[test]
    fn parameters_are_refused_in_any_order_but_with_the_same_words() {
        let one = "400 Parameter verification failed.\nmemory: a\nnet0: invalid format - format error\nnet0.name: b\n\ncores: c\npct set <vmid> [OPTIONS]";
        let other = "400 Parameter verification failed.\nnet0: invalid format - format error\nnet0.name: b\n\ncores: c\nmemory: a\npct set <vmid> [OPTIONS]";
        assert!(alike(one, other));
        assert!(!alike(one, &other.replace("memory: a", "memory: x")));
    }

    #[test]
    fn warnings_about_guests_that_are_not_recorded_do_not_count() {
        let known = Known { guests: BTreeSet::from(["141".to_owned()]), ..Known::default() };
        assert_eq!(normal("vm 140 - a\nvm 141 - b\n", &known), "vm 141 - b");
    }
}
