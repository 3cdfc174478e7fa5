"use strict";
// The page: sliders, the story told step by step, and the graph that can be moved. `data` and `trace` are
// those of this program; the numbers come from live.js.

const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const one = (selector, within = document) => within.querySelector(selector);
const made = (tag, its = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), its);
  element.append(...children);
  return element;
};
const nodes = new Map(data.nodes.map(vertex => [vertex.node, vertex]));
const start = data.inputs.map(input => input.value);
const total = node => `d${data.name}/d${nodes.get(node).name}`;
let inputs = [...start], state = data.state, position = Infinity, timer = null;

// The story: forward value by value, then backward edge by edge.

const steps = [{kind: "start"}];
for (const vertex of data.nodes) if (vertex.operands.length) steps.push({kind: "value", node: vertex.node});
steps.push({kind: "seed", node: data.output});
for (const vertex of [...data.nodes].reverse()) {
  const uses = data.edges.filter(edge => edge.of === vertex.node);
  uses.forEach((edge, place) => steps.push({kind: "edge", node: vertex.node, edge, nth: place + 1, of: uses.length}));
}
const last = steps.length - 1, turns = {value: {}, gradient: {}, use: {}};
steps.forEach((step, place) => {
  if (step.kind === "value") turns.value[step.node] = place;
  if (step.kind === "seed" || step.nth === step.of) turns.gradient[step.node] = place;
  if (step.kind === "edge") turns.use[useOf(step.edge)] = place;
});
function useOf({by, position}) { return `${by}_${position}`; }
function symbolOf({by, of}) { return `∂${nodes.get(by).name}/∂${nodes.get(of).name}`; }
function factor(value, digits) { return value < 0 ? `(${shown(value, digits)})` : shown(value, digits); }
const isTold = turn => (turn ?? 0) <= position;

/** Tells whether the number of a local derivative says all: it is a number in the program, or a choice of some. */
function isSaid(edge) { return edge.formula === null || Number(edge.formula) === state.local[useOf(edge)]; }

function sentence(step) {
  const number = value => shown(value, data.digits), times = value => factor(value, data.digits);
  if (step.kind === "start") return `The inputs: ${data.inputs.map((its, place) => `${its.name} = ${number(inputs[place])}`).join(", ")}.`;
  const {name, formula} = nodes.get(step.node);
  if (step.kind === "value") return `Forward: ${formula ? `${name} = ${formula}` : name} = ${number(state.value[step.node])}.`;
  if (step.kind === "seed") return `Backward: ${name} keeps step with itself, ${total(step.node)} = 1.`;
  const {edge} = step, use = useOf(edge), user = nodes.get(edge.by).name, local = number(state.local[use]);
  const derivative = isSaid(edge) ? local : `${edge.formula} = ${local}`;
  const product = `${total(edge.by)} · ${symbolOf(edge)} = ${times(state.gradient[edge.by])} × ${times(state.local[use])} = ${number(state.product[use])}`;
  const uses = data.edges.filter(other => other.of === step.node).slice(0, step.nth).map(other => state.product[useOf(other)]);
  const terms = uses.length > 6 ? `${uses.length} products` : [number(uses[0]), ...uses.slice(1).map(times)].join(" + ");
  const sum = uses.length > 1 ? ` So far ${terms} = ${number(uses.reduce((a, b) => a + b, 0))}.` : "";
  const whole = step.of === 1 ? `${total(step.node)} = ` : "";
  const ending = step.of > 1 && step.nth === step.of ? ` That is ${total(step.node)}.` : "";
  return `Backward: ${user} uses ${name}${step.of > 1 ? ` (use ${step.nth} of ${step.of})` : ""}: ${symbolOf(edge)} = ${derivative}, so ${whole}${product}.${sum}${ending}`;
}

// What is on the page.

const drawings = all("#view svg").map(svg => {
  const [x, y, width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
  return {svg, whole: {x, y, width, height}, seen: {}};
});
const boxes = [], arrows = [];
for (const {svg} of drawings) {
  for (const vertex of data.nodes) {
    const group = one(`[data-id="n${vertex.node}"]`, svg), texts = all("text", group);
    const words = texts.map(text => text.textContent.trim());
    const behind = word => texts[words.lastIndexOf(word) + 1];
    const numbers = {value: vertex.shows.includes("value") && behind("value"), gradient: vertex.shows.includes("gradient") && behind("gradient")};
    const box = one("path, polygon", group);
    const title = document.createElementNS(svg.namespaceURI, "title");
    group.prepend(title);
    group.setAttribute("role", "button");
    group.setAttribute("tabindex", "0");
    group.addEventListener("click", () => visit(vertex.node));
    group.addEventListener("keydown", event => { if (event.key === "Enter") visit(vertex.node); });
    boxes.push({vertex, group, title, numbers, box});
  }
  for (const edge of data.edges) {
    const group = one(`[data-id="e${edge.by}_${edge.position}"]`, svg);
    const title = document.createElementNS(svg.namespaceURI, "title");
    group.prepend(title);
    arrows.push({edge, group, title, label: one("text", group)});
  }
}
const quantities = all("[data-quantity]").map(element => ({
  element, kind: element.dataset.quantity, key: element.dataset.of, isFactor: "factor" in element.dataset,
  cell: element.dataset.quantity === "gradient" ? element.closest("td") : null,
  isOfStep: element.closest("[data-node]") !== null, isTitle: element.closest("h1") !== null,
})).filter(({element}) => !element.closest(".here"));
const equations = all("[data-value]"), sections = all("[data-node]"), endings = all("[data-ending]");

/** Ends texts of numbers at the right edge of their box, so that other numbers stay within. */
function alignNumbers() {
  for (const {numbers, box} of boxes) {
    if (!box) continue;
    const edge = box.getBBox();
    if (!edge.width) continue;
    for (const text of Object.values(numbers)) if (text) {
      text.setAttribute("text-anchor", "end");
      text.setAttribute("x", edge.x + edge.width - 5);
    }
  }
}

// What is as it was is left alone, for each change costs a new layout.
const write = (element, text) => { if (element && element.textContent !== text) element.textContent = text; };
const mark = (element, name, value) => { if (element.getAttribute(name) !== value) element.setAttribute(name, value); };
const weigh = (element, strength) => {
  const text = strength.toFixed(2);
  if (element.style.getPropertyValue("--strength") !== text) element.style.setProperty("--strength", text);
};
const sign = number => (number > 0 ? "rises" : number < 0 ? "falls" : "flat");

function strength(gradient, largest) {
  if (!gradient) return 0;
  return Math.min(Math.max(1 + (Math.log10(Math.abs(gradient)) - Math.log10(largest)) / 3, 0.1), 1);
}

/** Shows the numbers of the state, as far as their turn has come. */
function draw() {
  const step = steps[Math.min(position, last)];
  const largest = Math.max(...data.nodes.map(({node}) => Math.abs(state.gradient[node] || 0)));
  for (const {vertex: {node, name, formula}, group, title, numbers} of boxes) {
    const hasValue = isTold(turns.value[node]), hasGradient = node in turns.gradient && isTold(turns.gradient[node]);
    const gradient = state.gradient[node], now = position <= last && step.node === node;
    if (numbers.value) write(numbers.value, hasValue ? shown(state.value[node], data.graph_digits) : "");
    if (numbers.gradient) write(numbers.gradient, hasGradient ? shown(gradient, data.graph_digits) : "");
    mark(group, "class", `node ${hasGradient ? sign(gradient) : "flat"}${now ? " now" : ""}`);
    weigh(group, hasGradient ? strength(gradient, largest) : 0);
    const said = [formula ? `${name} = ${formula}` : name];
    if (numbers.value && hasValue) said.push(`value ${shown(state.value[node], data.digits)}`);
    if (numbers.gradient && hasGradient) said.push(`${total(node)} = ${shown(gradient, data.digits)}`);
    write(title, said.join("\n"));
    mark(group, "aria-label", said.join(", "));
  }
  for (const {edge, group, title, label} of arrows) {
    const use = useOf(edge), isShown = isTold(turns.use[use]), product = state.product[use];
    const now = position <= last && step.edge === edge, symbol = symbolOf(edge);
    mark(group, "class", `edge ${isShown ? sign(product) : "flat"}${now ? " now" : ""}`);
    weigh(group, isShown ? strength(product, largest) : 0);
    write(label, isShown && !now ? `${symbol} = ${shown(state.local[use], data.graph_digits)}` : "");
    const product_ = `${total(edge.by)} · ${symbol} = ${shown(product, data.digits)}`;
    write(title, isShown ? `${symbol} = ${isSaid(edge) ? "" : `${edge.formula} = `}${shown(state.local[use], data.digits)}\n${product_}` : symbol);
  }
  const isElsewhere = data.nodes.some(({node, lazy, operands}) => lazy && state.value[operands[0]] !== data.state.value[operands[0]]);
  document.body.classList.toggle("elsewhere", isElsewhere);
  for (const {element, kind, key, isFactor, cell, isOfStep, isTitle} of quantities) {
    const number = (isOfStep && isElsewhere ? data.state : state)[kind][key];
    const text = isTitle && !isTold(turns.value[data.output]) ? "…" : shown(number, data.digits);
    write(element, isFactor && (number < 0 || text.includes("×")) ? `(${text})` : text);
    if (cell) mark(cell, "class", sign(number));
  }
  for (const element of equations) element.hidden = !isTold(turns.value[element.dataset.value]);
  for (const element of sections) {
    const turn = turns.gradient[element.dataset.node];
    element.hidden = !isTold(turn);
    element.classList.toggle("now", position <= last && turn === position);
  }
  for (const element of endings) element.hidden = position < last;
  data.inputs.forEach(({node, asked}, place) => {
    if (sliders[place]) write(sliders[place].slope, asked && isTold(turns.gradient[node]) ? `${total(node)} = ${shown(state.gradient[node], data.digits)}` : "");
  });
  form(step);
  tell(step);
}

/** Lets the product form beside the edge that is lit. */
function form(step) {
  all(".forming").forEach(element => element.remove());
  if (step.kind !== "edge" || position > last) return;
  const use = useOf(step.edge), symbol = symbolOf(step.edge), number = value => shown(value, data.graph_digits);
  const isShort = isSaid(step.edge) || step.edge.formula.length > 12;
  const lines = [`${symbol} = ${isShort ? "" : `${step.edge.formula} = `}${number(state.local[use])}`,
    `${number(state.gradient[step.edge.by])} × ${factor(state.local[use], data.graph_digits)} = ${number(state.product[use])}`];
  for (const {svg, whole} of drawings) {
    const arrow = arrows.find(its => its.edge === step.edge && svg.contains(its.group));
    const group = document.createElementNS(svg.namespaceURI, "g"), box = document.createElementNS(svg.namespaceURI, "rect");
    group.setAttribute("class", `forming ${sign(state.product[use])}`);
    const lit = one(`[data-id="n${step.node}"]`, svg).getBBox(), box_ = {x: Number(arrow.label.getAttribute("x")), y: Number(arrow.label.getAttribute("y"))};
    const isFar = Math.abs(box_.x - lit.x) > 400 || Math.abs(box_.y - lit.y) > 300;
    const x = isFar ? lit.x + lit.width / 2 : box_.x, y = isFar ? lit.y - 8 : box_.y;
    const texts = lines.map((line, place) => {
      const text = document.createElementNS(svg.namespaceURI, "text");
      text.setAttribute("x", x); text.setAttribute("y", y + 16 * place - 22); text.setAttribute("text-anchor", "middle");
      text.textContent = line;
      return text;
    });
    group.append(box, ...texts);
    arrow.group.parentNode.append(group);
    const widths = texts.map(text => text.getBBox().width), width = Math.max(...widths) + 16;
    if (width === 16) continue;  // the other drawing, which is not shown
    let left = Math.max(whole.x - 2, Math.min(x - width / 2, whole.x + whole.width - width - 6)), down = 0;
    if (left < lit.x + lit.width && left + width > lit.x && y - 38 < lit.y + lit.height && y + 2 > lit.y) {
      const isBelow = y > lit.y + lit.height / 2 && svg.classList.contains("tall");
      down = (isBelow ? lit.y + lit.height + 42 : lit.y - 6) - y;  // else it would hide what it is about
    }
    texts.forEach((text, place) => { text.setAttribute("x", left + width / 2); text.setAttribute("y", y + down + 16 * place - 22); });
    Object.entries({x: left, y: y + down - 38, width, height: 40, rx: 6}).forEach(([name, value]) => box.setAttribute(name, value));
  }
}

function tell(step) {
  const missing = data.inputs.filter(({node, asked}) => asked && state.gradient[node] === null).map(({name}) => name);
  const bad = state.undefined, told = position > last ? "" : sentence(step);
  const trouble = bad ? `${bad.formula ? `${bad.name} = ${bad.formula}` : bad.name} is ${state.isLarge ? "too large (above 1.8×10³⁰⁸)" : "undefined"} at these values.`
    : missing.length ? `The derivative by ${missing.join(", ")} is undefined at these values.` : "";
  write(one("#told"), trouble || told || data.invitation);
  one("#told").classList.toggle("trouble", trouble !== "");
  write(one("#count"), position > last ? `${last} steps` : `step ${position} of ${last}`);
  write(one("#result"), `${data.name} = ${isTold(turns.value[data.output]) ? shown(state.value[data.output], data.digits) : "…"}`);
  one("#first").disabled = one("#back").disabled = position === 0;
  one("#end").disabled = position > last;
  const moved = inputs.some((value, place) => value !== start[place]);
  document.body.classList.toggle("moved", moved);
  one("#reset").hidden = !moved;
}

// Going through the story.

function go(to, {follow = true} = {}) {
  position = to > last ? Infinity : Math.max(0, to);
  draw();
  if (follow && position <= last) lookAt(steps[position]);
  keep();
}
const next = () => go(position > last ? 0 : position === last ? Infinity : position + 1);
const back = () => go(position > last ? last : position - 1);

function visit(node) {
  const forward = position <= last && steps[position].kind === "value";
  const turn = (forward ? turns.value[node] : turns.gradient[node]) ?? turns.value[node] ?? turns.gradient[node];
  if (turn === undefined) return;
  go(turn, {follow: false});
  one(`[data-node="${node}"]:not([hidden])`)?.scrollIntoView({block: "nearest"});
}

function play() {
  if (timer) return pause();
  if (position >= last) go(0);
  timer = setInterval(() => { if (position >= last) { pause(); go(Infinity); } else next(); }, 1400);
  one("#play").textContent = "Pause";
}
function pause() {
  clearInterval(timer);
  timer = null;
  one("#play").textContent = "Play";
}

// Values: sliders and fields, nudges, the history of the output.

const history_ = [], sliders = [];

function set(values, {isNoted = true} = {}) {
  inputs = values;
  state = stateOf(data, trace, inputs);
  sliders.forEach((its, place) => its.show(inputs[place]));
  if (isNoted) note(state.value[data.output]);
  schedule();
}
let waiting = false;
function schedule() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => { waiting = false; draw(); keep(); });
}

function control(input, place) {
  const id = `input${place}`, span = Math.min(2 * Math.abs(input.value) || 2, 1e307);
  const range = made("input", {type: "range", id, min: input.value - span, max: input.value + span, step: "any"});
  const field = made("input", {type: "number", step: "any"});
  field.setAttribute("aria-label", `value of ${input.name}`);
  const change = text => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isFinite(value)) return;
    set(inputs.map((old, its) => (its === place ? value : old)));
  };
  range.addEventListener("input", () => change(Number(range.value).toPrecision(3)));
  field.addEventListener("input", () => change(field.value));
  field.addEventListener("blur", () => show(inputs[place]));
  const slope = made("output", {htmlFor: id, className: "slope"});
  const show = value => {
    if (value < Number(range.min)) range.min = value - span;
    if (value > Number(range.max)) range.max = value + span;
    range.value = value;
    range.setAttribute("aria-valuetext", shown(value, data.digits));
    if (document.activeElement !== field) field.value = Number(value.toPrecision(data.digits));
  };
  sliders.push({show, slope});
  show(input.value);
  return made("div", {className: "input"}, made("label", {htmlFor: id, textContent: input.name}), range, field, slope);
}

function nudge(direction) {
  const size = Number(one("#rate").value);
  if (!Number.isFinite(size) || state.undefined) return;
  set(inputs.map((value, place) => {
    const {node, asked} = data.inputs[place], moved = value + direction * size * (state.gradient[node] || 0);
    return asked && Number.isFinite(moved) ? moved : value;
  }));
}

function note(value) {
  history_.push(value);
  if (history_.length > 400) history_.shift();
  const numbers = history_.filter(its => its !== null), low = Math.min(...numbers), high = Math.max(...numbers);
  one("#history").hidden = numbers.length < 2;
  if (numbers.length < 2) return;
  const height = its => 34 - 30 * (high === low ? 0.5 : (its - low) / (high - low));
  const points = history_.map((its, place) => (its === null ? null : `${(4 + 152 * place / (history_.length - 1)).toFixed(1)},${height(its).toFixed(1)}`));
  one("#history path").setAttribute("d", points.map((point, place) => (point === null ? "" : `${place && points[place - 1] !== null ? "L" : "M"}${point}`)).join(""));
  const [cx, cy] = (points.at(-1) ?? "-9,-9").split(",");
  one("#history circle").setAttribute("cx", cx);
  one("#history circle").setAttribute("cy", cy);
  write(one("#history figcaption"), `${data.name} so far: ${shown(low, 4)} to ${shown(high, 4)}`);
}

/** Lets the keyboard reach what must be scrolled to be seen whole. */
function reach() {
  for (const element of all(".equation, .table, #inputs")) {
    const isScrolled = element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
    if (isScrolled) element.tabIndex = 0; else element.removeAttribute("tabindex");
  }
}

// The address holds the values and the step, so that it leads back to this moment.

let keeping = null;
function address() {
  const parts = data.inputs.flatMap((its, place) => (inputs[place] === start[place] ? [] : [`${encodeURIComponent(its.name)}=${inputs[place]}`]));
  if (position <= last) parts.push(`:step=${position}`);
  return `#${parts.join("&")}`;
}
function keep() {
  clearTimeout(keeping);
  keeping = setTimeout(() => { if (location.hash !== address()) history.replaceState(null, "", address()); }, 150);
}
function recall() {
  const given = new Map(location.hash.slice(1).split("&").map(part => part.split("=")).filter(pair => pair.length === 2).map(([name, text]) => [name.startsWith(":") ? name : decode(name), text]));
  const values = data.inputs.map(({name, value}) => (given.has(name) && Number.isFinite(Number(given.get(name) || NaN)) ? Number(given.get(name)) : value));
  const step = given.get(":step") ? Math.trunc(Number(given.get(":step"))) : Infinity;
  position = Number.isNaN(step) || step > last ? Infinity : Math.max(0, step);
  if (trace) set(values, {isNoted: false});
  draw();
  if (position <= last) lookAt(steps[position]);
}
function decode(text) { try { return decodeURIComponent(text); } catch { return text; } }

// The view of the graph: whole, nearer, moved. `seen` is the middle of what is seen, and pixels per point.

const current = () => drawings.find(({svg}) => svg.getBoundingClientRect().width) ?? drawings[0];
const between = (low, value, high) => (low > high ? (low + high) / 2 : Math.min(Math.max(low, value), high));

function room({svg}) {
  return {width: one("#view").clientWidth, height: parseFloat(getComputedStyle(svg).maxHeight) || Infinity};
}
function wholeScale(drawing) {
  const {width, height} = room(drawing), {whole} = drawing;
  return Math.min(width / whole.width, height / whole.height, 1.7);
}
function see(drawing, {scale, x, y}) {
  const {svg, whole} = drawing, most = room(drawing);
  if (!most.width) return;
  const width = Math.min(most.width / scale, whole.width), height = Math.min(most.height / scale, whole.height);
  x = between(whole.x + width / 2, x, whole.x + whole.width - width / 2);
  y = between(whole.y + height / 2, y, whole.y + whole.height - height / 2);
  drawing.seen = {scale, x, y, width, height};
  svg.setAttribute("viewBox", `${x - width / 2} ${y - height / 2} ${width} ${height}`);
  Object.assign(svg.style, {width: `${width * scale}px`, height: `${height * scale}px`});
  one("#view").classList.toggle("near", width < whole.width - 1 || height < whole.height - 1);
}
function zoom(factor, drawing, at = drawing.seen) {
  const {seen} = drawing, scale = between(Math.min(wholeScale(drawing), seen.scale), seen.scale * factor, 4), share = seen.scale / scale;
  see(drawing, {scale, x: at.x + (seen.x - at.x) * share, y: at.y + (seen.y - at.y) * share});
}
function seeWhole(drawing) {
  see(drawing, {scale: wholeScale(drawing), x: drawing.whole.x + drawing.whole.width / 2, y: drawing.whole.y + drawing.whole.height / 2});
}

/** Begins near where letters would be too small, at the output. */
function fit() {
  const drawing = current();
  seeWhole(drawing);
  if (13 * drawing.seen.scale < 8) {
    see(drawing, {...drawing.seen, scale: 0.75});
    lookAt(position <= last ? steps[position] : {node: data.output});
  }
}
function lookAt(step) {
  const drawing = current(), {seen, svg} = drawing;
  if (step.node === undefined || !seen.width) return;
  const nodes_ = step.edge ? [step.node, step.edge.by] : [step.node], offset = one("g.graph", svg).transform.baseVal.consolidate().matrix;
  const found = nodes_.map(node => one(`[data-id="n${node}"]`, svg).getBBox());
  const left = Math.min(...found.map(its => its.x)) + offset.e, right = Math.max(...found.map(its => its.x + its.width)) + offset.e;
  const top = Math.min(...found.map(its => its.y)) + offset.f, below = Math.max(...found.map(its => its.y + its.height)) + offset.f;
  if (step.edge && (right - left > seen.width || below - top > seen.height)) return lookAt({node: step.node});
  const isSeen = Math.abs((left + right) / 2 - seen.x) + (right - left) / 2 <= seen.width / 2 && Math.abs((top + below) / 2 - seen.y) + (below - top) / 2 <= seen.height / 2;
  if (!isSeen) see(drawing, {...seen, x: (left + right) / 2, y: (top + below) / 2});
}
for (const drawing of drawings) {
  const {svg} = drawing, at = event => {
    const {left, top} = svg.getBoundingClientRect(), {seen} = drawing;
    return {x: seen.x - seen.width / 2 + (event.clientX - left) / seen.scale, y: seen.y - seen.height / 2 + (event.clientY - top) / seen.scale};
  };
  svg.addEventListener("wheel", event => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom(event.deltaY > 0 ? 1 / 1.15 : 1.15, drawing, at(event));
  }, {passive: false});
  let grip = null, isMoved = false;
  svg.addEventListener("pointerdown", event => { grip = {...drawing.seen, event}; isMoved = false; });
  svg.addEventListener("pointermove", event => {
    if (!grip || !event.buttons || !one("#view").classList.contains("near")) return;
    const dx = event.clientX - grip.event.clientX, dy = event.clientY - grip.event.clientY;
    if (!isMoved && Math.hypot(dx, dy) < 5) return;
    if (!isMoved) svg.setPointerCapture(event.pointerId);
    isMoved = true;
    see(drawing, {...drawing.seen, x: grip.x - dx / grip.scale, y: grip.y - dy / grip.scale});
  });
  svg.addEventListener("pointerup", () => { grip = null; });
  svg.addEventListener("click", event => { if (isMoved) event.stopPropagation(); isMoved = false; }, true);
}

// Setting it all up.

document.body.classList.add("js");
if (trace) {
  one("#inputs").append(...data.inputs.map(control));
  one("#nudge").hidden = data.inputs.every(its => !its.asked);
} else {
  one("#panel").classList.add("fixed");
}
const press = {first: () => go(0), back, next, end: () => go(Infinity), play, near: () => zoom(1.4, current()), far: () => zoom(1 / 1.4, current()), fit: () => seeWhole(current()), reset: () => { history_.length = 0; set([...start]); }, up: () => nudge(1), down: () => nudge(-1)};
for (const [id, action] of Object.entries(press)) one(`#${id}`).addEventListener("click", () => { if (id !== "play" && timer) pause(); action(); });
addEventListener("keydown", event => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select")) return;
  if (event.key === " " && event.target.closest("button")) return;
  const keys = {ArrowRight: "next", ArrowLeft: "back", Home: "first", End: "end", " ": "play", "+": "near", "-": "far", 0: "fit"};
  const isFree = event.key !== "Home" && event.key !== "End" || event.target.closest("#stage");
  if (!(event.key in keys) || !isFree) return;
  event.preventDefault();
  one(`#${keys[event.key]}`).click();
});
addEventListener("hashchange", recall);
let before = Infinity;
addEventListener("beforeprint", () => {
  before = position;
  position = Infinity;
  draw();
  for (const {svg, whole} of drawings) {
    svg.setAttribute("viewBox", `${whole.x} ${whole.y} ${whole.width} ${whole.height}`);
    svg.removeAttribute("style");
  }
});
addEventListener("afterprint", () => { position = before; draw(); fit(); });
addEventListener("resize", () => { alignNumbers(); fit(); reach(); });
note(state.value[data.output]);
alignNumbers();
recall();
fit();
reach();
