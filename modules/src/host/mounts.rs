//! What is mounted on the host: `/proc/mounts` (proc_pid_mounts(5)).

use std::path::Path;

use anyhow::{Context as _, Result};

use super::Probe;

const MOUNTS: &str = "/proc/mounts";

/// Something that is mounted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mount {
    /// What is mounted: a device, the name of a dataset.
    pub device: String,
    /// Where.
    pub place: String,
}

/// Returns all that is mounted, in the order of the kernel; an error if it cannot be read (law 7).
pub fn mounts(host: &dyn Probe) -> Result<Vec<Mount>> {
    let bytes = host.read(Path::new(MOUNTS))?.context("/proc/mounts is missing, so it is not known what is mounted")?;
    Ok(parse(&String::from_utf8_lossy(&bytes)))
}

/// A line each: device, place, and more; a blank in a word is `\040`.
fn parse(text: &str) -> Vec<Mount> {
    let plain = |word: &str| word.replace("\\040", " ");
    let mount = |line: &str| {
        let mut words = line.split(' ').map(plain);
        Some(Mount { device: words.next()?, place: words.next()? })
    };
    text.lines().filter_map(mount).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_two_words_are_the_device_and_the_place() {
        let mounts = parse("tank/a\\040b /srv/a\\040b zfs rw,noatime 0 0\n\nproc\n");
        assert_eq!(mounts, [Mount { device: "tank/a b".to_owned(), place: "/srv/a b".to_owned() }]);
    }
}
