// SPDX-License-Identifier: Apache-2.0
// Draws each [data-chart] from the JSON beside it, in the colours of the theme; in a part that htmx puts in, which
// holds no scripts, from its own [data-option]. The library (1 MB) is fetched only where a chart is. Tooltips are drawn, not HTML: they need no inline style and can carry no markup. A colour
// may be the name of a token («@red»), and a custom series names what is drawn here (`draw`): JSON has no functions.
(() => {
  const charts = new Map();
  let library;
  const load = () => {
    library ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = document.querySelector("meta[name=amends-echarts]").content;
      script.onload = () => resolve(window.echarts);
      script.onerror = reject;
      document.head.append(script);
    });
    return library;
  };
  const colours = () => {
    const style = getComputedStyle(document.documentElement);
    return (name) => style.getPropertyValue(`--${name}`).trim();
  };
  const axis = (colour) => ({
    axisLine: { lineStyle: { color: colour("line") } },
    axisTick: { lineStyle: { color: colour("line") } },
    axisLabel: { color: colour("dim") },
    nameTextStyle: { color: colour("dim") },
    splitLine: { lineStyle: { color: colour("line") } },
  });
  const theme = () => {
    const colour = colours();
    const axes = axis(colour);
    return {
      color: ["accent", "amber", "green", "red", "edge"].map(colour),
      backgroundColor: "transparent",
      textStyle: { fontFamily: colour("font"), color: colour("ink"), fontSize: 12 },
      legend: { textStyle: { color: colour("dim") }, itemWidth: 14, itemHeight: 8 },
      categoryAxis: axes,
      valueAxis: axes,
      timeAxis: axes,
      logAxis: axes,
      line: { symbolSize: 5, lineStyle: { width: 2 } },
      bar: { barMaxWidth: 28 },
    };
  };
  // A series says what it means by the name of a token (`tone: "red"`), so that both themes draw it in their colour.
  const toned = ({ tone, ...one }, colour) =>
    tone ? { ...one, color: colour(tone), itemStyle: { color: colour(tone), ...one.itemStyle }, lineStyle: { color: colour(tone), ...one.lineStyle } } : one;
  const read = (text, colour) => JSON.parse(text, (key, value) =>
    typeof value === "string" && value[0] === "@" ? colour(value.slice(1)) || value : value);
  // Rows [from, to, line] of a horizontal chart: an interval as a line with ends, or a part of a change as a block.
  const drawings = {
    whiskers: () => (_, api) => {
      const [from, to] = [0, 1].map((at) => api.coord([api.value(at), api.value(2)]));
      const style = { stroke: api.visual("color"), lineWidth: 2, fill: "none" };
      const stroke = (x1, y1, x2, y2) => ({ type: "line", shape: { x1, y1, x2, y2 }, style });
      const end = ([x, y]) => stroke(x, y - 4, x, y + 4);
      return { type: "group", children: [stroke(...from, ...to), end(from), end(to)] };
    },
    spans: (data, colour) => (params, api) => {
      const [from, to] = [0, 1].map((at) => api.coord([api.value(at), api.value(2)]));
      const high = Math.min(18, api.size([0, 1])[1] * 0.7);
      const left = Math.min(from[0], to[0]);
      const right = Math.max(from[0], to[0], left + 2);
      const text = { text: data[params.dataIndex].words, x: right + 4, y: from[1], fill: colour("ink"), verticalAlign: "middle", fontSize: 11, fontFamily: colour("font") };
      return { type: "group", children: [
        { type: "rect", shape: { x: left, y: from[1] - high / 2, width: right - left, height: high }, style: { fill: api.visual("color") } },
        { type: "text", style: text },
      ] };
    },
  };
  const drawn = ({ draw, ...one }, colour) => (draw ? { ...one, renderItem: drawings[draw](one.data, colour) } : one);
  const finished = (option, caption) => {
    const colour = colours();
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    return {
      animation: !still,
      animationDuration: 250,
      grid: { left: 8, right: 16, top: option.legend ? 32 : 8, bottom: 8, outerBoundsMode: "same", outerBoundsContain: "all" },
      ...option,
      series: [option.series ?? []].flat().map((one) => drawn(toned(one, colour), colour)),
      ...(option.xAxis && { xAxis: [option.xAxis].flat().map((one) => ({ nameLocation: "middle", nameGap: 24, ...one })) }),
      aria: { enabled: true, label: { description: caption } },
      tooltip: {
        trigger: "axis",
        confine: true,
        backgroundColor: colour("card"),
        borderColor: colour("line"),
        textStyle: { color: colour("ink"), fontSize: 12 },
        ...option.tooltip,
        renderMode: "richText",
      },
    };
  };
  const draw = (echarts, element) => {
    const option = read(element.dataset.option ?? document.getElementById(element.dataset.chart).textContent, colours());
    const names = option.yAxis?.axisLabel;
    if (names?.width && element.clientWidth > 700) names.width *= 1.75; // a wide chart has room for whole names
    charts.get(element)?.dispose();
    if (element.dataset.rows) element.style.height = `${element.dataset.rows * 28 + 64}px`;
    const chart = echarts.init(element, theme(), { renderer: "canvas", locale: document.documentElement.lang.startsWith("zh") ? "ZH" : "EN" });
    chart.setOption(finished(option, element.dataset.caption));
    charts.set(element, chart);
    if (!element.dataset.watched) sizes.observe(element);
    element.dataset.watched = "yes";
  };
  const sizes = new ResizeObserver((entries) => entries.forEach((entry) => charts.get(entry.target)?.resize()));
  const start = async (root) => {
    const found = [...root.querySelectorAll("[data-chart]")].filter((element) => !charts.has(element));
    if (!found.length) return;
    try {
      const echarts = await load();
      found.forEach((element) => draw(echarts, element));
    } catch {
      found.forEach((element) => { element.hidden = true; }); // the table below says the same
      found.forEach((element) => element.parentElement.querySelector("details")?.setAttribute("open", ""));
    }
  };
  const forget = () => charts.forEach((chart, element) => {
    if (element.isConnected) return;
    chart.dispose();
    charts.delete(element);
  });
  document.addEventListener("DOMContentLoaded", () => start(document));
  document.addEventListener("htmx:load", (event) => { forget(); start(event.target); });
  document.addEventListener("amends:theme", () => {
    if (charts.size) charts.forEach((_, element) => draw(window.echarts, element));
  });
})();
