// Numbers of a graph at other values of its inputs. Nothing here knows of the page.

/** Returns the state of a graph at some values of its inputs, where null stands for what is undefined.
 *
 *  graph   {output, nodes: [{node, operands, lazy}], edges: [{by, position}]}
 *  trace   the function that computes all of it
 *  inputs  in the order of its parameters
 *
 *  The state has value and gradient by node, local and product by use ("node_position"), undefined: the first
 *  node that has no value though the output needs it, and isLarge: whether that is because it is too large.
 */
function stateOf(graph, trace, inputs) {
  const {values, gradients, locals} = trace(...inputs);
  const finite = number => (typeof number === "boolean" ? number : Number.isFinite(number) ? number + 0 : null);
  const state = {value: {}, gradient: {}, local: {}, product: {}, undefined: null, isLarge: false};
  graph.nodes.forEach(({node}, place) => { state.value[node] = finite(values[place]); });
  const needed = new Set([graph.output]);
  for (const vertex of [...graph.nodes].reverse())
    if (needed.has(vertex.node)) operandsNeeded(vertex, state.value).forEach(node => needed.add(node));
  state.undefined = graph.nodes.find(({node}) => needed.has(node) && state.value[node] === null) ?? null;
  state.isLarge = state.undefined !== null && Math.abs(values[graph.nodes.indexOf(state.undefined)]) === Infinity;
  graph.nodes.forEach(({node}, place) => { state.gradient[node] = state.undefined ? null : finite(gradients[place]); });
  graph.edges.forEach(({by, position}, place) => {
    const use = `${by}_${position}`, adjoint = state.gradient[by];
    const local = state.undefined ? null : finite(locals[place]);
    state.local[use] = local;
    state.product[use] = adjoint === 0 ? 0 : adjoint === null || local === null ? null : finite(adjoint * local);
  });
  return state;
}

/** Returns the operands that the value of a node is made of: a branch that is not taken is not among them. */
function operandsNeeded({operands, lazy}, values) {
  const first = values[operands[0]];
  if (lazy === "where") return [operands[0], first ? operands[1] : operands[2]];
  if ((lazy === "and" && first === false) || (lazy === "or" && first === true)) return [operands[0]];
  return operands;
}

/** Returns a number for people, with so many significant digits: −8, 0.7071, 1.5×10⁻⁷. */
function shown(number, digits) {
  if (number === null || number === undefined) return "–";
  if (typeof number === "boolean") return String(number);
  const [mantissa, power] = rounded(Math.abs(number), digits);
  const sign = number < 0 ? "−" : "", without = text => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
  if (power < -4 || power >= digits) {
    const raised = String(power).replace(/./g, sign => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(sign)]);
    return `${sign}${without(mantissa)}×10${raised}`;
  }
  const all = mantissa.replace(".", "");
  if (power < 0) return `${sign}${without(`0.${"0".repeat(-power - 1)}${all}`)}`;
  return sign + without(power + 1 < all.length ? `${all.slice(0, power + 1)}.${all.slice(power + 1)}` : all);
}

/** Returns the digits of a number, as 1.50, and its power of ten; half a digit goes to the even one. */
function rounded(number, digits) {
  const [exact, power] = number.toExponential(60).split("e"), [text, its] = number.toExponential(digits - 1).split("e");
  const all = exact.replace(".", ""), isHalf = /^50*$/.test(all.slice(digits)), isEven = "02468".includes(all[digits - 1]);
  if (!isHalf || !isEven) return [text, Number(its)];
  return [digits > 1 ? `${all[0]}.${all.slice(1, digits)}` : all[0], Number(power)];
}
