//! How many modules run at once unless a person says: each may start a process that loads Proxmox's Perl.

use std::path::Path;
use std::thread;

use phoenix_modules::host::Probe;

/// What a module and the `pct`, `pvesm` or `pvesh` it starts take, in KiB: 90 to 140 MB were measured.
const NEED: u64 = 150 * 1024;

/// Where the kernel says how much memory could be had (proc_meminfo(5)).
const MEMINFO: &str = "/proc/meminfo";

/// The most that run at once: beyond that, copies only slow each other down.
const MOST: usize = 8;

/// Returns how many modules may run at once on this host: two for each processor, for half of what a command takes it waits
/// for disks, within half of the memory that could be had, from 1 to 8. A host that does not tell its memory gets 2.
pub fn jobs(host: &dyn Probe) -> usize {
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let meminfo = host.read(Path::new(MEMINFO)).ok().flatten();
    let available = meminfo.and_then(|bytes| available(&String::from_utf8_lossy(&bytes)));
    rule(processors, available)
}

fn rule(processors: usize, available: Option<u64>) -> usize {
    let by_memory = available.map_or(2, |kibibytes| usize::try_from(kibibytes / 2 / NEED).unwrap_or(MOST));
    (2 * processors).min(by_memory).clamp(1, MOST)
}

/// Parses `MemAvailable:   23812392 kB`.
fn available(text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processors_and_memory_bound_how_many_run_at_once() {
        const GIB: u64 = 1 << 20;
        for (processors, available, jobs) in [
            (2, Some(24 * GIB), 4),
            (1, Some(24 * GIB), 2),
            (64, Some(24 * GIB), 8),
            (16, Some(GIB), 3),
            (16, Some(0), 1),
            (16, None, 2),
        ] {
            assert_eq!(rule(processors, available), jobs, "{processors} {available:?}");
        }
    }

    #[test]
    fn the_memory_that_could_be_had_is_read_in_kib() {
        let text = "MemTotal:       24683656 kB\nMemFree:        19061236 kB\nMemAvailable:   23812392 kB\n";
        assert_eq!(available(text), Some(23_812_392));
        assert_eq!(available("MemAvailable: much\n"), None);
    }
}
