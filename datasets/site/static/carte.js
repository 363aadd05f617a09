// The map that zooms. Without this script the page holds a map drawn by the server and the same list.
(() => {
  "use strict";
  const place = document.getElementById("carte");
  const tools = document.querySelector(".carte-outils");
  const card = document.getElementById("carte-fiche");
  const count = document.getElementById("carte-compte");
  const entries = new Map([...document.querySelectorAll("[data-cpts]")].map((item) => [item.dataset.cpts, item]));
  const ZONES = {
    "": [[41.3, -5.2], [51.1, 9.6]],
    971: [[15.8, -61.9], [16.6, -60.9]],
    972: [[14.3, -61.3], [14.95, -60.7]],
    973: [[2.1, -54.7], [5.8, -51.5]],
    974: [[-21.4, 55.2], [-20.8, 55.9]],
    976: [[-13.05, 44.95], [-12.6, 45.35]],
    978: [[17.8, -63.2], [18.15, -62.75]],
  };
  const COMMUNES_FROM = 9; // zoom at which the communes of a département are asked for
  const REGION_FROM = 7;
  const NAMED_FROM = { 7: 0, 9: 20000, 11: 2000 }; // zoom at which départements, then communes of so many people, are named
  const number = new Intl.NumberFormat("fr-FR");
  const plural = (value, one, several) => `${number.format(value)} ${value < 2 ? one : several}`;

  const steps = (value, bounds) => bounds.filter((bound) => value >= bound).length;
  const departmentClass = {
    population: (d) => (!d.nb_cpts && !d.population_max ? 0 : 1 + steps(d.part_population_max || 0, [5, 25, 50, 75])),
    nombre: (d) => steps(d.nb_cpts, [1, 2, 4, 7, 11]),
  };
  const territoryClass = {
    stade: (c) => `plein-${c.statut || "inconnu"}`,
    fondement: (c) => (c.statut_fondement ? `fond-${c.statut_fondement}` : "plein-inconnu"),
  };

  function element(name, text, attributes = {}) {
    const made = document.createElement(name);
    made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  function link(id, name) {
    return element("a", name, { href: `/cpts/${encodeURIComponent(id)}` });
  }

  function show(title, lines, links = []) {
    const head = element("h2", "");
    head.append(title);
    const list = element("ul", "", { class: "changements" });
    for (const one of links) list.append(element("li", ""));
    [...list.children].forEach((item, index) => item.append(links[index]));
    card.replaceChildren(head, ...lines.filter(Boolean).map((line) => element("p", line)), ...(links.length ? [list] : []));
  }

  // as `intervalle` of _outils.html: a bound is rounded away from what it bounds
  const tenths = (share, rounded) => rounded(Math.round((share || 0) * 1e7) / 1e6) / 10;
  const bounds = (d) => {
    const low = tenths(d.part_population_min, Math.floor);
    const high = tenths(d.part_population_max, Math.ceil);
    if (!d.population_max) return d.nb_cpts ? "Communes inconnues." : "";
    const least = `${number.format(low)}\u202f% au moins`;
    const most = `${number.format(high)}\u202f% au plus`;
    const said = low === 0 ? most : d.population_min === d.population_max ? least : `${least} et ${most}`;
    return `Dans une commune nommée : ${said} de la population.`;
  };

  function showTerritory(c) {
    const communes = c.nb_communes
      ? `${plural(c.nb_communes, "commune connue", "communes connues")}${c.communes_completes ? ", liste complète" : ", liste incomplète"}.`
      : "Aucune source lue ne dit ses communes.";
    show(link(c.cpts_id, c.nom), [
      c.stade + (c.fondement ? ` (fondement : ${c.fondement.toLowerCase()})` : ""),
      communes,
      c.reconstruction ? "Connue par des pages reconstituées seulement." : "",
    ]);
  }

  function showDepartment(d) {
    show(element("a", `${d.nom} (${d.departement})`, { href: `/departement/${d.departement}` }), [
      `${plural(d.nb_cpts, "CPTS connue", "CPTS connues")}, dont ${plural(d.nb_aci, "ACI signé", "ACI signés")}.`,
      bounds(d),
    ]);
  }

  function start(data) {
    place.replaceChildren();
    place.classList.add("vive");
    const map = L.map(place, { zoomControl: false, minZoom: 4, maxZoom: 13, zoomSnap: 0.25 });
    map.attributionControl.setPrefix("Leaflet").addAttribution(place.dataset.attribution);
    L.control.zoom({ zoomInTitle: "Agrandir", zoomOutTitle: "Réduire" }).addTo(map);
    place.setAttribute("role", "region");
    place.setAttribute("aria-label", "Carte : flèches pour se déplacer, plus et moins pour agrandir ou réduire ; la liste donne les mêmes CPTS");
    function readAddress() {
      const said = location.hash.slice(1).split("/").map(Number);
      const whole = said.length === 3 && said.every(Number.isFinite);
      if (whole) map.setView([said[1], said[2]], said[0]);
      return whole;
    }
    if (!readAddress()) map.fitBounds(ZONES[""]);
    addEventListener("hashchange", readAddress);
    for (const pane of ["departements", "communes", "territoires"]) map.createPane(pane).classList.add(`plan-${pane}`);

    const paint = (layer, classes) => layer.getElement()?.setAttribute("class", `leaflet-interactive ${classes}`);
    const names = [];
    function named(layer, { nom, population }, zoom) {
      names.push({ layer, population });
      return layer.bindTooltip(nom, { permanent: true, direction: "center", offset: [0, zoom === 7 ? 16 : 0], className: `carte-nom des-${zoom}` });
    }
    // of names that would cover each other, that of the larger population
    function separate() {
      names.sort((one, other) => other.population - one.population);
      const kept = [];
      for (const { layer } of names) {
        const text = layer.getTooltip().getElement();
        const box = text.getBoundingClientRect();
        if (!box.width) continue; // not of this zoom
        const free = kept.every((one) => box.right < one.left || one.right < box.left || box.bottom < one.top || one.bottom < box.top);
        text.classList.toggle("sans-place", !free);
        if (free) kept.push(box);
      }
    }
    const departments = L.geoJSON(data.departements, {
      pane: "departements",
      onEachFeature: (feature, layer) => named(layer, feature.properties, 7).on({
        mouseover: () => showDepartment(feature.properties),
        click: () => map.fitBounds(layer.getBounds()),
      }),
    }).addTo(map);
    const communes = L.layerGroup().addTo(map);
    const drawn = new Map();
    const territories = L.geoJSON(data.cpts, {
      pane: "territoires",
      onEachFeature: (feature, layer) => {
        drawn.set(feature.properties.cpts_id, layer);
        layer.on({
          mouseover: () => choose(feature.properties),
          click: () => choose(feature.properties),
        });
      },
    }).addTo(map);

    const placed = [...data.departements.features.map((one) => one.properties), ...data.points];
    const where = new Map(placed.map((one) => [one.departement, one]));
    const marks = new Map();
    const unplaced = new Map();
    for (const one of data.ailleurs) {
      for (const code of one.departements) if (where.has(code)) unplaced.set(code, [...(unplaced.get(code) || []), one]);
    }
    for (const [code, held] of unplaced) {
      const { nom, latitude, longitude } = where.get(code);
      const size = Math.round(16 + 5 * Math.sqrt(held.length));
      const icon = L.divIcon({ className: "cercle", html: String(held.length), iconSize: [size, size] });
      // no stop of the keyboard: the list names the same CPTS, and lights the circle
      const mark = L.marker([latitude, longitude], { icon, keyboard: false, riseOnHover: true }).addTo(map);
      const title = `${nom} : ${plural(held.length, "CPTS dont les communes sont inconnues", "CPTS dont les communes sont inconnues")}`;
      mark.getElement().setAttribute("title", title);
      for (const one of held) marks.set(one.cpts_id, [...(marks.get(one.cpts_id) || []), mark.getElement()]);
      const tell = () => show(title, [], held.map((one) => link(one.cpts_id, one.nom)));
      mark.on({ mouseover: tell, click: tell });
    }

    let chosen = null;
    const shapesOf = (id) => [drawn.get(id)?.getElement(), ...(marks.get(id) || [])].filter(Boolean);
    function choose(about) {
      for (const shape of shapesOf(chosen)) shape.classList.remove("choisie");
      chosen = about.cpts_id;
      for (const shape of shapesOf(chosen)) shape.classList.add("choisie");
      showTerritory(about);
    }
    const known = new Map([...data.cpts.features.map((one) => one.properties), ...data.ailleurs].map((one) => [one.cpts_id, one]));
    for (const [id, item] of entries) {
      const about = known.get(id);
      if (!about) continue;
      item.addEventListener("mouseenter", () => choose(about));
      item.addEventListener("focusin", () => choose(about));
    }

    function colour() {
      const mode = document.getElementById("montrer").value;
      departments.eachLayer((layer) => {
        const rank = departmentClass[mode]?.(layer.feature.properties);
        paint(layer, rank === undefined ? "carte-dep" : `carte-dep couvert-${rank}`);
      });
      territories.eachLayer((layer) => {
        const about = layer.feature.properties;
        const classes = territoryClass[mode]?.(about) || "carte-contour";
        paint(layer, `carte-cpts ${classes}${about.cpts_id === chosen ? " choisie" : ""}`);
      });
      for (const legend of document.querySelectorAll("[data-legende]")) legend.hidden = legend.dataset.legende !== mode;
    }

    // the list follows the view; a CPTS that no source places is of the whole country
    function inView(about, view) {
      const layer = drawn.get(about.cpts_id);
      if (layer) return view.intersects(layer.getBounds());
      const codes = about.departements.filter((code) => where.has(code));
      if (!codes.length) return map.getZoom() < REGION_FROM;
      return codes.some((code) => view.contains([where.get(code).latitude, where.get(code).longitude]));
    }
    function follow() {
      const view = map.getBounds();
      let seen = 0;
      for (const [id, item] of entries) {
        item.hidden = !(known.has(id) && inView(known.get(id), view));
        seen += item.hidden ? 0 : 1;
      }
      count.textContent = `${number.format(seen)} dans la vue`;
      const { lat, lng } = map.getCenter();
      history.replaceState(null, "", `#${map.getZoom()}/${lat.toFixed(3)}/${lng.toFixed(3)}`);
    }

    const asked = new Map();
    async function drawCommunes() {
      const close = map.getZoom() >= COMMUNES_FROM;
      place.classList.toggle("avec-communes", close);
      for (const from of Object.keys(NAMED_FROM)) place.classList.toggle(`noms-${from}`, map.getZoom() >= from);
      separate();
      if (!close) return;
      const view = map.getBounds();
      for (const layer of departments.getLayers()) {
        const code = layer.feature.properties.departement;
        if (asked.has(code) || !view.intersects(layer.getBounds())) continue;
        asked.set(code, true);
        const answer = await fetch(`/carte/communes/${code}.json`);
        if (!answer.ok) {
          asked.delete(code);
          continue;
        }
        L.geoJSON(await answer.json(), {
          pane: "communes",
          style: (feature) => ({ className: `carte-commune plein-${feature.properties.nb_cpts ? feature.properties.statut_max || "inconnu" : "aucune"}` }),
          onEachFeature: ({ properties }, drawnCommune) => {
            const zoom = [9, 11].find((from) => properties.population >= NAMED_FROM[from]);
            if (zoom) named(drawnCommune, properties, zoom);
            drawnCommune.on("mouseover click", () => showCommune(properties));
          },
        }).addTo(communes);
        separate();
      }
    }
    function showCommune(k) {
      show(element("a", k.nom, { href: `/commune/${k.commune}` }), [
        k.population === null ? "" : `${plural(k.population, "habitant", "habitants")}.`,
        k.cpts.length ? "" : "Aucune CPTS connue de l'observatoire ne la comprend.",
      ], k.cpts.map((id) => link(id, known.get(id)?.nom || id)));
    }

    document.getElementById("montrer").addEventListener("change", colour);
    for (const button of tools.querySelectorAll("[data-zone]")) {
      button.addEventListener("click", () => map.fitBounds(ZONES[button.dataset.zone]));
    }
    map.on("moveend", () => {
      follow();
      drawCommunes();
    });
    tools.hidden = false;
    card.hidden = false;
    colour();
    follow();
    drawCommunes();
  }

  fetch("/carte/france.json").then(async (answer) => {
    if (answer.ok) start(await answer.json()); // else the map of the server stays
  });
})();
