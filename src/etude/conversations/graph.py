"""Draws a flow from its own code: what it asks, agrees, does and waits for, in the order in which it is written.

The drawing is read off the syntax tree, so it shows every step that there is and in which order they stand. A dotted
line is a step that only some conversations meet; under what condition is in the code.
"""

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import FunctionType, ModuleType

from etude.conversations.engine import Flow
from etude.conversations.forms import Answer

HOME = "etude.conversations."
LONGEST = 60
# What these say is on a button or in a list, and not what is asked.
LABELLED = {"button", "Button", "Option", "TimeOption"}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a flow does. `kind` is ask, agree, once or until; `sometimes` when it stands under a condition."""

    kind: str
    name: str
    words: str
    sometimes: bool


@dataclass
class Drawing:
    """What was found: steps in order, questions that are gone back to from a step, and flows that buttons start."""

    steps: list[Step] = field(default_factory=list)
    returns: list[tuple[int, str]] = field(default_factory=list)
    starts: dict[str, int] = field(default_factory=dict)


def draw(flow: Flow) -> str:
    """The flow as a Mermaid flowchart."""
    drawing = read(flow)
    lines = ["flowchart TD", f'  start(["{flow.name}"])']
    lines += [f"  {_id(number)}{_box(step)}" for number, step in enumerate(drawing.steps)]
    lines += _way(drawing.steps)
    asked = {step.name: number for number, step in reversed(list(enumerate(drawing.steps)))}
    backs = dict.fromkeys((_id(number), _id(asked[name])) for number, name in drawing.returns if name in asked)
    lines += [f"  {here} -. again .-> {there}" for here, there in backs if here != there]
    for name, number in drawing.starts.items():
        lines += [f'  to_{name}[["{name}"]]', f"  {_id(number)} -. button .-> to_{name}"]
    return "\n".join(lines) + "\n"


def _way(steps: Sequence[Step]) -> Iterator[str]:
    """From step to step; whatever may be left out has a way around it."""
    before = always = "start"
    for number, step in enumerate(steps):
        here = _id(number)
        dotted = step.sometimes or before != always
        yield f"  {before} {'-.->' if dotted else '-->'} {here}"
        if not step.sometimes:
            if before != always:
                yield f"  {always} --> {here}"
            always = here
        before = here
    yield f'  {before} {"-.->" if before != always else "-->"} done(["done"])'
    if before != always:
        yield f"  {always} --> done"


def read(flow: Flow) -> Drawing:
    """The steps of a flow, with those of its parts in their places."""
    drawing = Drawing()
    _Reader(drawing, flow.talk, {}, frozenset(), sometimes=False).read()
    if not drawing.steps:
        drawing.steps.append(Step("say", "answers at once", "", False))
    drawing.starts.pop(flow.name, None)
    return drawing


class _Reader:
    """Reads one function; functions of ours that it calls are read where they are called."""

    def __init__(
        self,
        drawing: Drawing,
        function: Callable[..., object],
        given: Mapping[str, object],
        above: frozenset[object],
        *,
        sometimes: bool,
    ) -> None:
        self._drawing = drawing
        self._function = function
        self._given = given
        self._above = above | {function}
        self._sometimes = sometimes
        tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
        assert isinstance(tree, ast.FunctionDef | ast.AsyncFunctionDef)
        self._tree = tree
        self._values = {
            target.id: node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }

    def read(self) -> None:
        for statement in self._tree.body:
            self._visit(statement)
            if len(self._above) > 1 and isinstance(statement, ast.If) and _leaves(statement.body[-1]):
                self._sometimes = True

    def _visit(self, node: ast.AST) -> None:
        if isinstance(node, ast.If | ast.For | ast.While | ast.IfExp | ast.ExceptHandler):
            self._visit_branches(node)
        elif isinstance(node, ast.Call):
            for child in ast.iter_child_nodes(node):
                self._visit(child)
            self._called(node)
        else:
            for child in ast.iter_child_nodes(node):
                self._visit(child)

    def _visit_branches(self, node: ast.AST) -> None:
        """What is tested always happens; what depends on it only sometimes."""
        always = getattr(node, "test", None) or getattr(node, "iter", None)
        if always is not None:
            self._visit(always)
        before, self._sometimes = self._sometimes, True
        for child in ast.iter_child_nodes(node):
            if child is not always:
                self._visit(child)
        self._sometimes = before

    def _called(self, call: ast.Call) -> None:
        method = call.func.attr if isinstance(call.func, ast.Attribute) and _is_chat(call.func.value) else None
        if method in ("ask", "agree"):
            self._add(method, self._answer(call.args[0]), call.args[1])
        elif method == "once":
            self._add("once", _constant(call.args[0]))
        elif method == "until":
            self._add("until", "until it is answered or paid", call.args[2])
        elif method in ("again", "amend"):
            here = max(0, len(self._drawing.steps) - 1)
            self._drawing.returns += [(here, self._answer(arg)) for arg in call.args]
        elif method == "call":
            self._follow(self._resolve(call.args[0]), call.args[1:], call.keywords)
        elif method is None:
            self._plain_call(call)

    def _plain_call(self, call: ast.Call) -> None:
        if isinstance(call.func, ast.Name) and call.func.id == "StartFlow" and call.args:
            name = _constant(call.args[0])
            if name:
                self._drawing.starts.setdefault(name, max(0, len(self._drawing.steps) - 1))
            return
        self._follow(self._resolve(call.func), call.args, call.keywords)

    def _add(self, kind: str, name: str, prompt: ast.expr | None = None) -> None:
        found = self._words(prompt) if prompt is not None else iter(())
        words = next((words for words in found if _says_something(words)), "")
        known = {step.words for step in self._drawing.steps if (step.kind, step.name) == (kind, name)}
        if not known or (words and words not in known):
            self._drawing.steps.append(Step(kind, name, words, self._sometimes))

    def _follow(self, function: object, args: list[ast.expr], keywords: list[ast.keyword]) -> None:
        if not isinstance(function, FunctionType) or not function.__module__.startswith(HOME):
            return
        if function in self._above or function.__module__.count(".") < 3:
            return
        names = list(inspect.signature(function).parameters)
        if names and names[0] == "chat" and len(names) > len(args) and not any(_is_chat(arg) for arg in args):
            names = names[1:]
        pairs = [*zip(names, args, strict=False), *((word.arg or "", word.value) for word in keywords)]
        given = {name: self._handed(value) for name, value in pairs}
        _Reader(self._drawing, function, given, self._above, sometimes=self._sometimes).read()

    def _answer(self, node: ast.expr) -> str:
        """The name of an answer of a form, directly or as it was handed in."""
        if isinstance(node, ast.Name):
            given = self._given.get(node.id, node.id)
            return given if isinstance(given, str) else ""
        found = self._value(node)
        return found.name if isinstance(node, ast.Attribute) and isinstance(found, Answer) else ""

    def _handed(self, node: ast.expr) -> object:
        """What a part is given: an answer's name, several answers in one object, or whatever a name stands for."""
        if isinstance(node, ast.Name):
            return self._given.get(node.id) or self._resolve(node) or node.id
        return self._answer(node) or self._value(node)

    def _value(self, node: ast.expr) -> object:
        """What an expression stands for, where it is a name of the module or a part of what was handed in."""
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            owner = self._given.get(node.value.id)
            if owner is not None and not isinstance(owner, str):
                return getattr(owner, node.attr, None)
        return self._resolve(node)

    def _resolve(self, node: ast.expr) -> object:
        """What a name stands for in the function's module."""
        known = getattr(self._function, "__globals__", {})
        if isinstance(node, ast.Name):
            return known.get(node.id)
        if isinstance(node, ast.Attribute):
            owner = self._resolve(node.value)
            return getattr(owner, node.attr, None) if isinstance(owner, type | ModuleType) else None
        return None

    def _words(self, node: ast.AST, depth: int = 4) -> Iterator[str]:
        """The sentences in an expression, in the order in which they stand; what buttons say is not among them."""
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name == "_" and node.args:
                yield _constant(node.args[0])
                return
            if name in LABELLED:
                return
            function = self._resolve(node.func)
            if isinstance(function, FunctionType) and function.__module__.startswith(HOME) and depth:
                yield from _Reader(self._drawing, function, {}, self._above, sometimes=False).returned(depth - 1)
        if isinstance(node, ast.Name) and node.id in self._values and depth:
            yield from self._words(self._values[node.id], depth - 1)
        for child in ast.iter_child_nodes(node):
            yield from self._words(child, depth)

    def returned(self, depth: int) -> Iterator[str]:
        """The sentences in what the function returns."""
        found = (node for node in ast.walk(self._tree) if isinstance(node, ast.Return))
        for node in sorted(found, key=lambda node: node.lineno):
            if node.value is not None:
                yield from self._words(node.value, depth)


def _leaves(statement: ast.stmt) -> bool:
    """A part of a flow that there was nothing to do in."""
    return isinstance(statement, ast.Return) and statement.value is None


def _is_chat(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "chat"


def _constant(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ""


def _says_something(words: str) -> bool:
    return any(letter.isalpha() for letter in re.sub(r"\{[^}]*\}", "", words))


def _id(number: int) -> str:
    return f"s{number}"


def _box(step: Step) -> str:
    words = " ".join(step.words.split())
    words = words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…"
    label = f"{step.name}: {words}" if words and step.kind != "until" else words or step.name
    label = label.replace('"', "'").replace("{", "‹").replace("}", "›")
    left, right = {
        "ask": ('["', '"]'),
        "agree": ('{{"', '"}}'),
        "once": ('[("', '")]'),
        "until": ('>"', '"]'),
        "say": ('("', '")'),
    }[step.kind]
    return left + label + right
