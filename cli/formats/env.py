"""Lines NAME=VALUE for `eval` and `source` of a shell, exact.

A value is a number, so nothing in it means anything to a shell. A name has letters, digits and
underscores of ASCII only: others take the form that they have in other languages. One that shells use
for themselves is refused, as are two that come to the same: a shell would keep the second only.
"""

import re
from collections.abc import Callable
from typing import Any

from backprop.grammar.naming import quoted
from backprop.grammar.problem import ProgramProblem
from backprop.writing.languages.target import nearest

from . import Format, exact

_SHELLS = frozenset(
    """
    ARGC CDPATH COLUMNS COMPREPLY COMP_CWORD COMP_KEY COMP_LINE COMP_POINT COMP_TYPE COMP_WORDBREAKS
    COMP_WORDS COPROC CORRECT_IGNORE DIRSTACK EDITOR EGID ENV EPOCHREALTIME EPOCHSECONDS ERRNO EUID
    EXECIGNORE FCEDIT FIGNORE FPATH FUNCNAME FUNCNEST GID GLOBIGNORE GROUPS HISTCHARS HISTCMD
    HISTCONTROL HISTFILE HISTFILESIZE HISTIGNORE HISTSIZE HISTTIMEFORMAT HOME HOST HOSTFILE HOSTNAME
    HOSTTYPE IFS IGNOREEOF INPUTRC KEYTIMEOUT LANG LINENO LINES LISTMAX LOGCHECK LOGNAME MACHTYPE MAIL
    MAILCHECK MAILPATH MANPATH MAPFILE MATCH MBEGIN MEND MODULE_PATH NULLCMD OLDPWD OPTARG OPTERR OPTIND
    OSTYPE PAGER PATH PIPESTATUS POSIXLY_CORRECT PPID PROMPT PROMPT2 PROMPT3 PROMPT4 PROMPT_COMMAND
    PROMPT_DIRTRIM PS0 PS1 PS2 PS3 PS4 PSVAR PWD RANDOM READLINE_ARGUMENT READLINE_LINE READLINE_MARK
    READLINE_POINT READNULLCMD REPLY REPORTTIME RPROMPT RPROMPT2 RPS1 RPS2 SAVEHIST SECONDS SHELL
    SHELLOPTS SHLVL SPROMPT SRANDOM STTY TERM TERMINFO TIMEFMT TMOUT TMPDIR TMPPREFIX TRY_BLOCK_ERROR
    TTY TTYIDLE UID USER USERNAME VENDOR VISUAL WATCH WATCHFMT WORDCHARS ZDOTDIR _ aliases argv
    auto_resume builtins cdpath commands dirstack errnos fignore fpath funcstack functions functrace
    galiases histchars history historywords jobdirs jobstates jobtexts keymaps mailpath manpath match
    mbegin mend module_path modules nameddirs options parameters patchars path pipestatus prompt psvar
    reswords saliases signals status sysparams termcap terminfo userdirs usergroups watch widgets words
    """.split()
)
"""Variables that mean something to sh, bash or zsh: some run what they hold, some cannot be set."""

_PREFIXES = re.compile(r"(?:BASH|DYLD_|KSH|LC_|LD_|ZSH|zsh_)")


def _writer() -> Callable[[Any, int], list[str]]:
    """Return what writes the lines of one result after the other, each name once."""
    meanings: dict[str, str] = {}

    def write(shown: Any, _: int) -> list[str]:
        lines = []
        for names, value in shown.variables():
            variable, meaning = _variable(names), " by ".join(map(quoted, names))
            if variable in meanings:
                message = f"in a shell, {meanings[variable]} and {meaning} would both be called {variable}"
                raise ProgramProblem(message, hint="rename one of them, or choose with --of and --wrt")
            meanings[variable] = meaning
            lines.append(f"{variable}={exact(value)}")
        return lines

    return write


def _variable(names: tuple[str, ...]) -> str:
    """Return the variable of an output, or of its derivative by an input. Raises ProgramProblem."""
    of, *by = (nearest(name, ascii_only=True) for name in names)
    variable = "_d".join((f"d{of}", *by)) if by else of
    if variable in _SHELLS or _PREFIXES.match(variable):
        raise ProgramProblem(
            f"{variable} is a variable that shells use for themselves",
            hint="give the output another name, or choose --format plain",
        )
    return variable


FORMAT = Format("variables", _writer(), is_exact=True, start=_writer)
