//! What `zfs` prints on standard error before it exits with 2 (OpenZFS 2.3.9 and 2.4.4).

use super::Version;
use super::properties::{Property, TABLE};
use crate::world::Answer;

/// The verbs that are simulated, with their usage lines.
const VERBS: &[(&str, &str)] = &[
    ("version", "version [-j]\n"),
    (
        "create",
        "create [-Pnpuv] [-o property=value] ... <filesystem>\n\
         create [-Pnpsv] [-b blocksize] [-o property=value] ... -V <size> <volume>\n",
    ),
    (
        "destroy",
        "destroy [-fnpRrv] <filesystem|volume>\n\
         destroy [-dnpRrv] <filesystem|volume>@<snap>[%<snap>][,...]\n\
         destroy <filesystem|volume>#<bookmark>\n",
    ),
    ("snapshot", "snapshot [-r] [-o property=value] ... <filesystem|volume>@<snap> ...\n"),
    ("clone", "clone [-p] [-o property=value] ... <snapshot> <filesystem|volume>\n"),
    (
        "rename",
        "rename [-f] <filesystem|volume|snapshot> <filesystem|volume|snapshot>\n\
         rename -p [-f] <filesystem|volume> <filesystem|volume>\n\
         rename -u [-f] <filesystem> <filesystem>\n\
         rename -r <snapshot> <snapshot>\n",
    ),
    ("bookmark", "bookmark <snapshot|bookmark> <newbookmark>\n"),
    (
        "list",
        "list [-Hp] [-j [--json-int]] [-r|-d max] [-o property[,...]] [-s property]...\n\
         \x20   [-S property]... [-t type[,...]] [filesystem|volume|snapshot] ...\n",
    ),
    ("set", "set [-u] <property=value> ... <filesystem|volume|snapshot> ...\n"),
    (
        "get",
        "get [-rHp] [-j [--json-int]] [-d max] [-o \"all\" | field[,...]]\n\
         \x20   [-t type[,...]] [-s source[,...]]\n\
         \x20   <\"all\" | property[,...]> [filesystem|volume|snapshot|bookmark] ...\n",
    ),
    ("inherit", "inherit [-rS] <property> <filesystem|volume|snapshot> ...\n"),
    ("mount", "mount [-j]\nmount [-flvO] [-o opts] <-a|-R filesystem|filesystem>\n"),
    ("unmount", "unmount [-fu] <-a | filesystem|mountpoint>\n"),
    ("load-key", "load-key [-rn] [-L <keylocation>] <-a | filesystem|volume>\n"),
    ("unload-key", "unload-key [-r] <-a | filesystem|volume>\n"),
];

/// The verbs whose usage lists the properties.
const WITH_PROPERTIES: &[&str] = &["get", "set", "list", "inherit"];

const HINTS: &str = "\nFor the property list, run: zfs set|get\n\
                     \nFor the delegated permission list, run: zfs allow|unallow\n\
                     \nFor further help on a command or topic, run: zfs help [<topic>]\n";

const OF_SOMEBODY: &str = "\tuserused@...            NO       NO   <size>
\tgroupused@...           NO       NO   <size>
\tprojectused@...         NO       NO   <size>
\tuserobjused@...         NO       NO   <size>
\tgroupobjused@...        NO       NO   <size>
\tprojectobjused@...      NO       NO   <size>
\tuserquota@...          YES       NO   <size> | none
\tgroupquota@...         YES       NO   <size> | none
\tprojectquota@...       YES       NO   <size> | none
\tuserobjquota@...       YES       NO   <size> | none
\tgroupobjquota@...      YES       NO   <size> | none
\tprojectobjquota@...    YES       NO   <size> | none
\twritten@<snap>          NO       NO   <size>
\twritten#<bookmark>      NO       NO   <size>

Sizes are specified in bytes with standard units such as K, M, G, etc.

User-defined properties can be specified by using a name containing a colon (:).

The {user|group|project}[obj]{used|quota}@ properties must be appended with
a user|group|project specifier of one of these forms:
    POSIX name      (eg: \"matt\")
    POSIX id        (eg: \"126829\")
    SMB name@domain (eg: \"matt@sun\")
    SMB SID         (eg: \"S-1-234-567-89\")
";

/// Returns the answer to a verb that was typed wrongly: the complaint, then its usage; exit 2.
pub(super) fn misused(verb: &str, complaint: &str, version: Version) -> Answer {
    let lines = VERBS.iter().find(|(name, _)| *name == verb).map_or("", |(_, lines)| lines);
    let tail = if WITH_PROPERTIES.contains(&verb) { properties(version) } else { HINTS.to_owned() };
    let complaint = if complaint.is_empty() { String::new() } else { format!("{complaint}\n") };
    Answer::failed(2, format!("{complaint}usage:\n{}{tail}", indented(lines)))
}

/// Returns the answer to a line without a verb that is known; exit 2.
pub(super) fn unknown(complaint: &str) -> Answer {
    let verbs: String = VERBS.iter().map(|(_, lines)| indented(lines)).collect();
    let form = "Each dataset is of the form: pool/[dataset/]*dataset[@name]\n";
    let head = "usage: zfs command args ...\nwhere 'command' is one of the following:\n";
    Answer::failed(2, format!("{complaint}\n{head}\n{verbs}\n{form}{HINTS}"))
}

fn indented(lines: &str) -> String {
    lines.lines().map(|line| format!("\t{line}\n")).collect()
}

fn properties(version: Version) -> String {
    let (mut editable, mut counted): (Vec<&Property>, Vec<&Property>) =
        TABLE.iter().filter(|row| row.is_known_to(version)).partition(|row| !row.is_statistic());
    editable.sort_by_key(|row| row.name);
    counted.sort_by_key(|row| row.name);
    let rows: String = counted.into_iter().chain(editable).map(|row| line(row, version)).collect();
    let head = "\nThe following properties are supported:\n\n\tPROPERTY              EDIT  INHERIT   VALUES\n\n";
    format!("{head}{rows}{OF_SOMEBODY}")
}

fn line(row: &Property, version: Version) -> String {
    let word = |yes: bool| if yes { "YES" } else { "NO" };
    let values = match (row.name, version) {
        ("recordsize" | "volblocksize", Version::V2_4_4) => "512 to 16M, power of 2",
        ("special_small_blocks", Version::V2_4_4) => "0 to 16M",
        _ => row.values,
    };
    format!("\t{:<22}{:>4}{:>9}   {values}\n", row.name, word(row.is_editable()), word(row.passes_down))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usage_of_get_lists_every_property_as_recorded() {
        let answer = misused("get", "bad property list: invalid property 'bogus'", Version::V2_3_9);
        assert_eq!(answer.status, 2);
        assert_eq!(answer.stdout, "");
        assert!(answer.stderr.starts_with("bad property list: invalid property 'bogus'\nusage:\n\tget [-rHp]"));
        assert!(answer.stderr.contains("\n\tavailable               NO       NO   <size>\n"));
        assert!(answer.stderr.contains("\n\taclinherit             YES      YES   discard | noallow"));
        assert_eq!(answer.stderr.lines().count(), 122);
    }

    #[test]
    fn the_usage_of_create_is_short() {
        let answer = misused("create", "missing filesystem argument", Version::V2_3_9);
        assert_eq!(answer.stderr.lines().count(), 10);
        assert!(answer.stderr.ends_with("zfs help [<topic>]\n"));
    }
}
