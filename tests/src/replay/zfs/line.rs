//! What a recorded line is: a command as it is typed, perhaps by somebody who stands in a directory, or nothing to compare.

use crate::replay::shell::words::{self as shell, Piece};

/// A recorded line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line {
    /// `zfs` or `zpool` with its arguments.
    Command {
        /// Where whoever types it stands: `cd /tank/d && zfs destroy tank/d`.
        stands_in: Option<String>,
        /// The program and its arguments.
        words: Vec<String>,
    },
    /// Several of them, and what prints text, joined by `;`, `&&` and `||`.
    Several,
    /// Something that is not compared, and why.
    Apart(String),
}

/// The verbs that Phoenix never types and that are not simulated.
const NEVER_TYPED: &[(&str, &str)] = &[
    (
        "zfs",
        "hold release holds send receive recv allow unallow change-key userspace groupspace projectspace promote rollback \
         program diff upgrade share unshare wait redact project jail unjail zone unzone help",
    ),
    (
        "zpool",
        "add attach detach remove offline online replace history scrub trim upgrade split checkpoint iostat events \
         initialize reopen reguid resilver sync wait labelclear prefetch ddtprune help",
    ),
];

/// The verbs that are simulated.
const TYPED: &[(&str, &str)] = &[
    (
        "zfs",
        "get list version --version -V set create clone destroy inherit snapshot snap bookmark rename mount unmount umount \
         load-key unload-key",
    ),
    ("zpool", "get list status version --version -V set create destroy import export clear"),
];

/// Returns what a recorded line is.
pub(super) fn line(command: &str) -> Line {
    let Some(words) = words(command) else {
        let several = are_all_typed(command).then_some(Line::Several);
        return in_a_directory(command).or(several).unwrap_or_else(|| Line::Apart("a shell line".to_owned()));
    };
    let texts: Vec<&str> = words.iter().map(String::as_str).collect();
    match texts.as_slice() {
        ["sh", "-c", script] => line(script),
        ["zfs" | "zpool", ..] if texts[1..].iter().any(|word| asks_for_json(word)) => {
            Line::Apart("JSON output, which is never asked for".to_owned())
        }
        [program @ ("zfs" | "zpool"), verb, ..] if is_never_typed(program, verb) => {
            Line::Apart(format!("the verb {program} {verb}, which is never typed"))
        }
        [program @ ("zfs" | "zpool"), rest @ ..] if !is_typed(program, rest.first().copied().unwrap_or_default()) => {
            Line::Apart("no verb, answered by the usage of the whole program".to_owned())
        }
        ["zfs" | "zpool", ..] => Line::Command { stands_in: None, words },
        ["setpriv", ..] => Line::Apart("typed by somebody who is not root".to_owned()),
        [program, ..] => Line::Apart(format!("the program {program}")),
        [] => Line::Apart("nothing".to_owned()),
    }
}

/// Returns whether a line is nothing but commands that are simulated or print text.
fn are_all_typed(command: &str) -> bool {
    let simple = command.split(';').flat_map(|part| part.split("&&")).flat_map(|part| part.split("||"));
    simple.map(|part| part.trim().replace("$?", "0")).all(|part| {
        let prints = matches!(part.split(' ').next(), Some("echo" | "true"));
        words(&part).is_some() && (prints || matches!(line(&part), Line::Command { .. }))
    })
}

fn asks_for_json(word: &str) -> bool {
    let is_bundle =
        word.strip_prefix('-').is_some_and(|letters| letters.chars().all(|letter| letter.is_ascii_alphabetic()));
    word.starts_with("--json") || (is_bundle && word.contains('j'))
}

fn is_typed(program: &str, verb: &str) -> bool {
    has(TYPED, program, verb)
}

fn is_never_typed(program: &str, verb: &str) -> bool {
    has(NEVER_TYPED, program, verb)
}

fn has(verbs: &[(&str, &str)], program: &str, verb: &str) -> bool {
    verbs.iter().any(|(name, verbs)| *name == program && verbs.split(' ').any(|known| known == verb))
}

/// Reads `cd DIRECTORY && COMMAND` and `cd DIRECTORY; exec COMMAND`.
fn in_a_directory(command: &str) -> Option<Line> {
    let rest = command.strip_prefix("cd ")?;
    let (directory, rest) = rest.split_once(" && ").or_else(|| rest.split_once("; "))?;
    match line(rest.strip_prefix("exec ").unwrap_or(rest)) {
        Line::Command { stands_in: None, words } => {
            Some(Line::Command { stands_in: Some(directory.to_owned()), words })
        }
        Line::Command { .. } | Line::Several => None,
        apart @ Line::Apart(_) => Some(apart),
    }
}

/// Splits a line as bash does; `None` if the shell would do more than start one program.
pub(super) fn words(command: &str) -> Option<Vec<String>> {
    let mut pipelines = shell::parse(command).ok()?;
    let Some((_, mut pipeline)) = pipelines.pop() else { return Some(Vec::new()) };
    let simple = pipeline.pop().filter(|_| pipelines.is_empty() && pipeline.is_empty())?;
    let plain = |word: Vec<Piece>| match <[Piece; 1]>::try_from(word) {
        Ok([Piece::Text(text)]) => Some(text),
        _ => None,
    };
    simple.words.into_iter().map(plain).collect::<Option<_>>().filter(|_| simple.redirections.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_split_as_bash_does() {
        assert_eq!(words(r"zfs get -o name\,value a\ b").unwrap(), ["zfs", "get", "-o", "name,value", "a b"]);
        assert_eq!(words(r"zfs set x:y=$'a\nb\303\244' '' t").unwrap(), ["zfs", "set", "x:y=a\nbä", "", "t"]);
        assert_eq!(words("zfs list | wc"), None);
    }

    #[test]
    fn who_stands_in_a_directory_is_told() {
        let expected = |directory: &str, words: &[&str]| Line::Command {
            stands_in: Some(directory.to_owned()),
            words: words.iter().map(|word| (*word).to_owned()).collect(),
        };
        assert_eq!(line("cd /a && zfs destroy a"), expected("/a", &["zfs", "destroy", "a"]));
        assert_eq!(line(r"sh -c cd\ /p\;\ exec\ zpool\ destroy\ p"), expected("/p", &["zpool", "destroy", "p"]));
        assert_eq!(line("zfs set a:b=c tank; echo rc $?; zfs list"), Line::Several);
        assert!(matches!(line("zfs send tank@a | zfs recv big"), Line::Apart(_)));
        assert!(matches!(line("zfs list -j"), Line::Apart(_)));
        assert!(matches!(line("for i in 1 2; do zfs list; done"), Line::Apart(_)));
    }
}
