//! As much of a shell as recorded lines need: commands joined by `;`, `&&` and `||`, pipes, redirections, here-documents,
//! quotes, variables and `$(...)`. The programs are the simulated ones, and of the others those that only move text.
//! A line that needs more is not played, and says what it needs.

use std::collections::BTreeMap;

use crate::dispatch;
use crate::world::{Answer, World};

mod programs;
pub(super) mod words;

use words::{Joint, Piece, Redirection, Simple, Word};

/// What became of a line.
#[derive(Debug)]
pub(super) struct Played {
    /// What it printed and said; the exit code is that of its last command.
    pub(super) answer: Answer,
    /// Whether a part of it was passed over, so that nothing can be said of what it printed.
    pub(super) is_partial: bool,
}

/// Plays a line on a host; pipelines whose first command is of those to pass over are. `Err` names what the line needs and this
/// shell lacks.
pub(super) fn play(world: &mut World, line: &str, passes_over: fn(&[String]) -> bool) -> Result<Played, String> {
    let directory = "/".to_owned();
    let mut shell = Shell { world, status: 0, variables: BTreeMap::new(), directory, passes_over, is_partial: false };
    let mut answer = Answer::default();
    shell.line(line, &mut answer)?;
    Ok(Played { answer, is_partial: shell.is_partial })
}

struct Shell<'a> {
    world: &'a mut World,
    /// The exit code of the last command: `$?`.
    status: i32,
    variables: BTreeMap<String, String>,
    directory: String,
    /// Tells which commands are passed over.
    passes_over: fn(&[String]) -> bool,
    is_partial: bool,
}

impl Shell<'_> {
    fn line(&mut self, line: &str, answer: &mut Answer) -> Result<(), String> {
        for (joint, pipeline) in words::parse(line)? {
            let is_due = match joint {
                Joint::Then => true,
                Joint::And => self.status == 0,
                Joint::Or => self.status != 0,
            };
            if !is_due {
                continue;
            }
            let played = self.pipeline(&pipeline)?;
            self.status = played.status;
            answer.status = played.status;
            answer.stdout.push_str(&played.stdout);
            answer.stderr.push_str(&played.stderr);
        }
        Ok(())
    }

    fn pipeline(&mut self, commands: &[Simple]) -> Result<Answer, String> {
        let mut answer = Answer::default();
        let first: Vec<String> = match commands.first() {
            Some(first) => first.words.iter().map(|word| self.expand(word)).collect::<Result<_, _>>()?,
            None => Vec::new(),
        };
        if (self.passes_over)(&first) {
            self.is_partial = true;
            return Ok(answer);
        }
        for command in commands {
            let input = std::mem::take(&mut answer.stdout);
            let played = self.command(command, &input)?;
            answer.status = played.status;
            answer.stdout = played.stdout;
            answer.stderr.push_str(&played.stderr);
        }
        Ok(answer)
    }

    fn command(&mut self, command: &Simple, input: &str) -> Result<Answer, String> {
        let mut words = Vec::new();
        for word in &command.words {
            words.push(self.expand(word)?);
        }
        let mut input = input.to_owned();
        for redirection in &command.redirections {
            if let Redirection::Input(text) = redirection {
                input.clone_from(text);
            }
        }
        let mut answer = self.run(&words, &input)?;
        for redirection in &command.redirections {
            self.redirect(redirection, &mut answer)?;
        }
        Ok(answer)
    }

    fn run(&mut self, words: &[String], input: &str) -> Result<Answer, String> {
        let Some((program, arguments)) = words.split_first() else { return Ok(Answer::silent()) };
        if let Some((name, value)) = program.split_once('=').filter(|(name, _)| words::is_name(name)) {
            if !arguments.is_empty() {
                return Err("a variable for one command".to_owned());
            }
            self.variables.insert(name.to_owned(), value.to_owned());
            return Ok(Answer { status: self.status, ..Answer::default() });
        }
        if let ("timeout", [_, words @ ..]) = (program.as_str(), arguments) {
            return self.run(words, input);
        }
        if let ("cd", [directory]) = (program.as_str(), arguments) {
            self.directory = self.path(directory);
            return Ok(Answer::silent());
        }
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        // The shell's own `chmod` knows what is executable, the host's only whom a directory belongs to.
        let asks_host = program != "chmod";
        if let Some((answer, _)) = asks_host.then(|| dispatch::run(self.world, program, &arguments)).flatten() {
            return Ok(answer);
        }
        if program.contains('/') && !self.world.files.exists(std::path::Path::new(&self.path(program))) {
            return Ok(Answer::failed(127, format!("bash: line 1: {program}: No such file or directory")));
        }
        programs::run(self, program, &arguments, input)
    }

    fn redirect(&mut self, redirection: &Redirection, answer: &mut Answer) -> Result<(), String> {
        match redirection {
            Redirection::Input(_) => {}
            Redirection::ErrorToOutput => {
                // What goes to no terminal is buffered, errors are not: they come first.
                let said = std::mem::take(&mut answer.stderr);
                answer.stdout.insert_str(0, &said);
            }
            Redirection::Error(_) => answer.stderr.clear(),
            Redirection::Output { path, append } => {
                let path = self.expand(path)?;
                let path = self.path(&path);
                let text = std::mem::take(&mut answer.stdout);
                if path != "/dev/null" {
                    let old = if *append { self.world.read(&path).unwrap_or_default() } else { String::new() };
                    self.write(&path, &format!("{old}{text}"));
                }
            }
        }
        Ok(())
    }

    fn write(&mut self, path: &str, text: &str) {
        if !self.world.files.exists(std::path::Path::new(path)) {
            self.world.state.not_executable.insert(path.to_owned());
        }
        self.world.files.write(path, text);
        self.world.refresh_virtual_files();
    }

    fn path(&self, path: &str) -> String {
        if path.starts_with('/') { path.to_owned() } else { format!("{}/{path}", self.directory.trim_end_matches('/')) }
    }

    fn expand(&mut self, word: &Word) -> Result<String, String> {
        let mut text = String::new();
        for piece in word {
            match piece {
                Piece::Text(piece) => text.push_str(piece),
                Piece::Variable(name) if name == "?" => text.push_str(&self.status.to_string()),
                Piece::Variable(name) => text.push_str(self.variables.get(name).map_or("", String::as_str)),
                Piece::Output(line) => {
                    let mut answer = Answer::default();
                    self.line(line, &mut answer)?;
                    text.push_str(answer.stdout.trim_end_matches('\n'));
                }
            }
        }
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn played(line: &str) -> Result<Answer, String> {
        play(&mut World::blank(), line, |words| words[0] == "mystery").map(|played| played.answer)
    }

    fn printed(line: &str) -> String {
        played(line).unwrap().stdout
    }

    #[test]
    fn parts_are_played_in_order_and_the_last_gives_the_exit_code() {
        let answer = played("echo a; pct status 101; echo rc=$?; pct nosuch").unwrap();
        assert_eq!(answer.stdout, "a\nrc=2\n");
        assert!(answer.stderr.starts_with("Configuration file 'nodes/pve1/lxc/101.conf' does not exist\nERROR:"));
        assert_eq!(answer.status, 255);
        assert_eq!(printed("true && echo yes || echo no; false && echo yes || echo no"), "yes\nno\n");
    }

    #[test]
    fn files_are_written_appended_read_and_removed() {
        assert_eq!(printed("cd /a; echo one > b; printf 'two %s%%\\n' x >> b; cat /a/b; rm b; ls /a"), "one\ntwo x%\n");
        assert_eq!(printed("cat > /a <<'E'\n[OPTIONS]\n$x\nE\ncat -A /a | head -1"), "[OPTIONS]$\n");
        assert_eq!(played("cat /nope 2>/dev/null; echo").unwrap().stderr, "");
        assert_eq!(printed("cat /nope 2>&1"), "cat: /nope: No such file or directory\n");
    }

    #[test]
    fn words_are_quoted_and_expanded_as_by_a_shell() {
        assert_eq!(printed(r#"A='x  y'; echo "$A" $'t\tz' 'no $A' \$A ${A}"#), "x  y t\tz no $A $A x  y\n");
        assert_eq!(
            printed("echo hi > /f; D=$(sha1sum /f | cut -d' ' -f1); echo $D"),
            "55ca6286e3e4f4fba5d0448333fa99fc5a404a73\n"
        );
        assert_eq!(printed("printf 'gr\\303\\274n \\x2d \\xfc'"), "grün - \u{fffd}");
        assert_eq!(printed("printf 'a\\nb\\nab\\n' | grep -v ^a | grep b; echo a b # c"), "b\na b\n");
    }

    #[test]
    fn what_is_passed_over_leaves_the_rest() {
        let played = play(&mut World::blank(), "mystery | grep a; echo b", |words| words[0] == "mystery").unwrap();
        assert_eq!((played.answer.stdout.as_str(), played.is_partial), ("b\n", true));
    }

    #[test]
    fn what_it_lacks_is_named() {
        for (line, lack) in [
            ("python3 -c x", "the program python3"),
            ("for i in 1 2; do echo; done", "a loop or a condition"),
            ("(echo a) ", "a group of commands"),
            ("sleep 1 & echo", "a command in the background"),
            ("rm /etc/*.fw", "a pattern of file names"),
        ] {
            assert_eq!(played(line).unwrap_err(), lack, "{line}");
        }
    }
}
