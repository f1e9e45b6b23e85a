#!/bin/sh
# Rebuilds static/vendor/ and the icon sprite from npm packages. Needs node and npm; the result is committed,
# so that neither running nor testing the portal needs them.
set -eu

BOOTSTRAP=5.3.9
HTMX=2.0.11
ICONS=1.13.2
SASS=1.77.8

root=$(cd "$(dirname "$0")/.." && pwd)
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
cd "$build"
npm install --silent --no-audit --no-fund \
    "bootstrap@$BOOTSTRAP" "htmx.org@$HTMX" "bootstrap-icons@$ICONS" "sass@$SASS"

# Only the parts of Bootstrap that our templates use: the whole would be 30 KB over the wire, to a resident's phone too.
# Buttons, tables, fields, tags, cards, grids and navigation are our own (static/css/), and so are all colours.
cat > bootstrap-subset.scss <<'SCSS'
@import "bootstrap/scss/functions";
@import "bootstrap/scss/variables";
@import "bootstrap/scss/variables-dark";
$enable-dark-mode: false;
$enable-smooth-scroll: false;
$theme-colors: ("primary": $primary);
@import "bootstrap/scss/maps";
$colors: ();
$grays: ();
$theme-colors-text: ();
$theme-colors-bg-subtle: ();
$theme-colors-border-subtle: ();
@import "bootstrap/scss/mixins";
@import "bootstrap/scss/utilities";
@import "bootstrap/scss/root";
@import "bootstrap/scss/reboot";
@import "bootstrap/scss/containers";
@import "bootstrap/scss/helpers/visually-hidden";
$chosen: ();
@each $name in ("flex", "margin-top", "margin-bottom", "text-align", "word-wrap") {
  $chosen: map-merge($chosen, ($name: map-merge(map-get($utilities, $name), (responsive: false))));
}
$utilities: $chosen;
@import "bootstrap/scss/utilities/api";
SCSS
npx sass --load-path=node_modules --style=compressed --no-source-map --quiet --quiet-deps \
    bootstrap-subset.scss bootstrap.css
mkdir -p "$root/static/vendor" "$root/static/img"
{ echo "/*! Subset of Bootstrap $BOOTSTRAP, MIT licence, built by scripts/vendor.sh */"; cat bootstrap.css; } |
    sed '/sourceMappingURL/d' > "$root/static/vendor/bootstrap.min.css"
sed '/sourceMappingURL/d' node_modules/htmx.org/dist/htmx.min.js > "$root/static/vendor/htmx.min.js"

sprite="$root/static/img/icons.svg"
echo "<svg xmlns=\"http://www.w3.org/2000/svg\"><!-- bootstrap-icons $ICONS, MIT licence -->" > "$sprite"
for name in $(sed 's/#.*//' "$root/scripts/icons.txt"); do
    sed -e "1s/.*/<symbol id=\"$name\" viewBox=\"0 0 16 16\">/" -e 's/^  *//' -e 's#</svg>#</symbol>#' \
        "node_modules/bootstrap-icons/icons/$name.svg" | tr -d '\n' >> "$sprite"
    echo >> "$sprite"
done
echo "</svg>" >> "$sprite"

cat > "$root/static/vendor/VERSIONS" <<VERSIONS
# name, version, licence, files — written by scripts/vendor.sh
bootstrap        $BOOTSTRAP   MIT    vendor/bootstrap.min.css (subset)
htmx.org         $HTMX  0BSD   vendor/htmx.min.js
bootstrap-icons  $ICONS  MIT    img/icons.svg (sprite of scripts/icons.txt)
VERSIONS
