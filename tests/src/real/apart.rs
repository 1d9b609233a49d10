//! What is not asked of the real thing, and why. Everything else is.

use crate::world::Answer;

/// Returns why a line that would be answered so is not typed in the guest.
pub(super) fn of_line(line: &str, would_be: &Answer) -> Option<String> {
    let says = |text: &str| would_be.stderr.contains(text);
    let reason = match () {
        // OpenZFS 2.3.9 and 2.4.4 spin for ever with one CPU and no preemption, as User Mode Linux is.
        () if line.contains("zfs create") && line.contains(" -V") && says("out of space") => {
            "a volume that does not fit hangs a kernel of one CPU"
        }
        // OpenZFS takes a whole disk of the guest as it is, and makes no partition on it.
        () if says("contains a unknown filesystem") || (line.ends_with('1') && says("is part of active pool")) => {
            "the guest's disks are not partitioned"
        }
        () => return None,
    };
    Some(reason.to_owned())
}

/// Returns why the real host cannot be made as a story says.
pub(super) fn of_given(words: &[&str]) -> String {
    match words {
        ["fault", ..] => "a planted fault: real programs fail by themselves only".to_owned(),
        ["no", "disk", ..] => "the guest's disks cannot be unplugged".to_owned(),
        ["health", ..] => "the guest's disks do not break".to_owned(),
        ["exported", _, "by", ..] => "the guest is the only host there is".to_owned(),
        ["disk", _, facts @ ..] => format!("the guest's disks cannot be made so: {}", facts.join(" ")),
        _ => format!("the guest has none: given {}", words.join(" ")),
    }
}
