// Numbers of a graph at other values of its inputs. Nothing here knows of the page.

/** Returns the state of a graph at some values of its inputs, where null stands for what is undefined.
 *
 *  graph   {output, nodes: [{node, operands, lazy}], edges: [{by, position}]}
 *  trace   the function that computes all of it
 *  inputs  in the order of its parameters
 *
 *  The state has value and gradient by node, local and product by use ("node_position"), and undefined:
 *  the first node that has no value though the output needs it.
 */
function stateOf(graph, trace, inputs) {
  const {values, gradients, locals} = trace(...inputs);
  const finite = number => (typeof number === "boolean" ? number : Number.isFinite(number) ? number + 0 : null);
  const state = {value: {}, gradient: {}, local: {}, product: {}, undefined: null};
  graph.nodes.forEach(({node}, place) => { state.value[node] = finite(values[place]); });
  const needed = new Set([graph.output]);
  for (const vertex of [...graph.nodes].reverse())
    if (needed.has(vertex.node)) operandsNeeded(vertex, state.value).forEach(node => needed.add(node));
  state.undefined = graph.nodes.find(({node}) => needed.has(node) && state.value[node] === null) ?? null;
  graph.nodes.forEach(({node}, place) => { state.gradient[node] = state.undefined ? null : finite(gradients[place]); });
  graph.edges.forEach(({by, position}, place) => {
    const use = `${by}_${position}`, adjoint = state.gradient[by];
    const local = needed.has(by) && !state.undefined ? finite(locals[place]) : null;
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
  const [mantissa, power] = (number + 0).toExponential(digits - 1).split("e").map(Number);
  const isPlain = power >= -4 && power < digits;
  const text = String(isPlain ? Number(number.toPrecision(digits)) : mantissa).replace("-", "−");
  const raised = String(power).replace(/./g, sign => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(sign)]);
  return isPlain ? text : `${text}×10${raised}`;
}
