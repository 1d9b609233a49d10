//! Whether the real and the simulated host answered the same.

use crate::replay;
use crate::world::Answer;

/// How the two name the same disk, and what of their texts counts.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    /// What the guest says, and what stands for it.
    of_devices: Vec<(String, String)>,
    /// Partitions of the simulated host's disks, and the disks. A disk of User Mode Linux is not partitioned, so a pool lies on
    /// it as it is.
    of_partitions: Vec<(String, String)>,
}

impl Names {
    /// Returns the names of these disks: the path that a play says, the guest's device, the simulated host's.
    pub(super) fn of<'a>(disks: impl IntoIterator<Item = (&'a String, &'a String, String)>) -> Self {
        let mut names = Self::default();
        // What lies at `/`.
        names.of_devices.push((" overlay mounted".to_owned(), " /dev/mapper/pve-root mounted".to_owned()));
        for (path, real, simulated) in disks {
            for (partition, disk) in
                [("-part1", path), ("p1", path), ("1", path), ("p1", &simulated), ("1", &simulated)]
            {
                names.of_partitions.push((format!("{disk}{partition}"), disk.clone()));
            }
            names.of_devices.push((real.clone(), simulated));
        }
        names
    }

    fn of_real(&self, text: &str) -> String {
        without_columns(&replaced(text, &self.of_devices))
    }

    fn of_simulated(&self, text: &str) -> String {
        without_columns(&replaced(text, &self.of_partitions))
    }
}

fn replaced(text: &str, names: &[(String, String)]) -> String {
    names.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// Where names of disks stand in a table, its columns are as wide as they are.
fn without_columns(text: &str) -> String {
    if !text.contains("/dev/") {
        return text.to_owned();
    }
    let line = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    text.lines().map(|text| line(text) + "\n").collect()
}

/// Returns in what two answers to a typed line differ; exit codes count as they are.
pub(super) fn answers(line: &str, real: &Answer, simulated: &Answer, names: &Names) -> Vec<String> {
    let mut differences = Vec::new();
    if real.status != simulated.status {
        differences.push(format!("exit {} (simulated: {})", real.status, simulated.status));
    }
    for (what, real, simulated) in
        [("stdout", &real.stdout, &simulated.stdout), ("stderr", &real.stderr, &simulated.stderr)]
    {
        let (real, simulated) = (names.of_real(real), names.of_simulated(simulated));
        if !replay::says_alike(line, &real, &simulated) {
            differences.push(differing_lines(what, &real, &simulated));
        }
    }
    differences
}

/// Returns in what two lists of all properties of all datasets differ: what somebody decides, and not what is drawn or measured.
pub(super) fn everything(real: &Answer, simulated: &Answer) -> Option<String> {
    let told =
        |answer: &Answer| format!("exit {}\n{}\n{}", answer.status, answer.stderr.trim_end(), decided(&answer.stdout));
    let (real, simulated) = (told(real), told(simulated));
    (real != simulated).then(|| differing_lines("stdout", &real, &simulated))
}

fn decided(text: &str) -> String {
    let is_decided = |line: &&str| line.split('\t').nth(1).is_none_or(replay::is_decided);
    let mut lines: Vec<&str> = text.lines().filter(is_decided).collect();
    // User properties stand in the order of a hash.
    lines.sort_by_key(|line| line.split('\t').take(2).collect::<Vec<_>>());
    lines.join("\n")
}

/// Returns in what the lines of an act differ. Sizes that a module tells are measured: those of the pool, and what is used of it.
/// How long something took is, too.
pub(super) fn acts(real: &[String], simulated: &[String], names: &Names) -> Vec<String> {
    let told = |lines: &[String]| lines.iter().map(|line| without_time(line)).collect::<Vec<_>>().join("\n");
    let (real, simulated) = (names.of_real(&told(real)), names.of_simulated(&told(simulated)));
    if are_close(&real, &simulated) { Vec::new() } else { vec![differing_lines("told", &real, &simulated)] }
}

/// `not healthy after 3 tries in 10 s`: nobody waits on a simulated host.
fn without_time(line: &str) -> String {
    let time = line.rsplit_once(" in ").and_then(|(before, time)| Some((before, time.strip_suffix(" s")?)));
    match time {
        Some((before, seconds)) if seconds.parse::<u64>().is_ok() => format!("{before} in some s"),
        _ => line.to_owned(),
    }
}

/// Returns in what two runs of the runner differ: how they ended, and what they typed, in whatever order.
pub(super) fn runs(real: &[String], simulated: &[String], names: &Names) -> Vec<String> {
    let exit = |lines: &[String]| lines.iter().rev().find_map(|line| line.rsplit_once("exit ")?.1.chars().next());
    let typed = |lines: &[String]| -> Vec<String> {
        let mut typed: Vec<String> = lines.iter().filter(|line| line.starts_with("typed ")).cloned().collect();
        typed.sort();
        typed
    };
    if exit(real) == exit(simulated) {
        return acts(&typed(real), &typed(simulated), names);
    }
    vec![differing_lines("told", &real.join("\n"), &simulated.join("\n"))]
}

fn are_close(real: &str, simulated: &str) -> bool {
    let (real, simulated): (Vec<&str>, Vec<&str>) =
        (real.trim_end().lines().collect(), simulated.trim_end().lines().collect());
    real.len() == simulated.len() && real.iter().zip(&simulated).all(|(one, other)| are_close_lines(one, other))
}

/// What is typed, and what a value was and will be, is decided; other lines may tell of measured sizes.
fn are_close_lines(one: &str, other: &str) -> bool {
    let is_decided = |line: &str| line.contains("typed ") || line.contains("$ ") || line.contains(" -> ");
    if one == other || is_decided(one) || is_decided(other) {
        return one == other;
    }
    let parts = |line| str::split_inclusive(line, |letter: char| !letter.is_ascii_digit()).collect::<Vec<_>>();
    let (ours, others) = (parts(one), parts(other));
    ours.len() == others.len()
        && ours.iter().zip(&others).all(|(one, other)| one == other || are_close_sizes(one, other))
}

/// Sizes in bytes of 1 MiB and more that are within 2 % of each other, and followed by the same.
fn are_close_sizes(one: &str, other: &str) -> bool {
    let split = |part: &str| {
        let end = part.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(part.len());
        let (digits, rest) = part.split_at(end);
        Some((digits.parse::<u64>().ok().filter(|bytes| *bytes >= 1 << 20)?, rest.to_owned()))
    };
    let (Some((one, after)), Some((other, after_other))) = (split(one), split(other)) else { return false };
    after == after_other && one.abs_diff(other) <= one.max(other) / 50
}

fn differing_lines(what: &str, real: &str, simulated: &str) -> String {
    let (real, simulated): (Vec<&str>, Vec<&str>) = (real.lines().collect(), simulated.lines().collect());
    let mut lines = vec![format!("{what}:")];
    for index in 0..real.len().max(simulated.len()) {
        let (one, other) = (real.get(index), simulated.get(index));
        if one != other {
            lines.extend(one.map(|line| format!("  real      {line}")));
            lines.extend(other.map(|line| format!("  simulated {line}")));
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_measured_sizes_may_be_others() {
        for (real, simulated, is_same) in [
            (
                "why out of space: 900 bytes, and 1931103585280 are available",
                "why out of space: 900 bytes, and 1937478916352 are available",
                true,
            ),
            ("found 734488576 bytes", "found 734003200 bytes", true),
            ("found 834488576 bytes", "found 734003200 bytes", false),
            ("typed zfs set quota=1539316278886 tank", "typed zfs set quota=1539316278887 tank", false),
            ("volsize 1073741824 -> 1092616192 [live]", "volsize 1073741824 -> 1092616193 [live]", false),
            ("mounted at /srv/a", "mounted at .srv.a", false),
            ("zfs/a-b changed", "zfs/a_b changed", false),
            ("one\ntwo", "one two", false),
            ("12345 bytes", "12346 bytes", false),
            ("now not healthy after 3 tries in 10 s", "now not healthy after 3 tries in 0 s", true),
            ("now not healthy after 3 tries in 10 s", "now not healthy after 2 tries in 10 s", false),
            ("did not end within 3 s", "did not end within 4 s", false),
        ] {
            let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
            let differ = acts(&lines(real), &lines(simulated), &Names::default());
            assert_eq!(differ.is_empty(), is_same, "{real} / {simulated}");
        }
    }

    #[test]
    fn exit_codes_texts_and_decided_values_differ() {
        let answer = |status, stdout: &str, stderr: &str| Answer {
            status,
            stdout: stdout.to_owned(),
            stderr: stderr.to_owned(),
        };
        let line = "zfs get -Hp quota,used tank";
        let one = answer(0, "tank\tquota\t5\tlocal\ntank\tused\t2000000\t-\n", "");
        let differs = |other: &Answer| !answers(line, &one, other, &Names::default()).is_empty();
        assert!(!differs(&answer(0, "tank\tquota\t5\tlocal\ntank\tused\t2100000\t-\n", "")));
        assert!(differs(&answer(1, &one.stdout, "")));
        assert!(differs(&answer(0, &one.stdout, "a warning\n")));
        assert!(differs(&answer(0, "tank\tquota\t6\tlocal\ntank\tused\t2000000\t-\n", "")));
        assert!(everything(&one, &answer(0, "tank\tquota\t5\tlocal\ntank\tused\t9\t-\n", "")).is_none());
        assert!(everything(&one, &answer(0, "tank\tquota\t6\tlocal\ntank\tused\t9\t-\n", "")).is_some());
        assert!(everything(&one, &answer(1, &one.stdout, "")).is_some());
    }

    #[test]
    fn runs_differ_by_what_they_typed_or_how_they_ended() {
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        let real = lines("a 12 ms\ntyped b\ntyped a\nexit 0");
        assert!(runs(&real, &lines("typed a\ntyped b\nall (exit 0)"), &Names::default()).is_empty());
        assert!(!runs(&real, &lines("typed a\nall (exit 0)"), &Names::default()).is_empty());
        assert!(!runs(&real, &lines("typed a\ntyped b\nall (exit 3)"), &Names::default()).is_empty());
    }
}
