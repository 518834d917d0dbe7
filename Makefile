# Every target sets up what it needs first; `make demo` is the place to begin.
.PHONY: setup demo pictures run test check bench campaign bundle nightly clean
BIN := .venv/bin

setup:
	@setup/install.sh
	@$(BIN)/kiosk prepare-demo

demo: setup  ## a citizen's visit on real parts; leaves build/demo
	$(BIN)/kiosk demo --out build/demo

pictures: demo  ## docs/pictures anew, from that visit and the papers of today
	$(BIN)/python -m tests.pictures build/demo docs/pictures

run: setup  ## the same on your display, with a panel for card, paper and link
	$(BIN)/kiosk run --simulators

# A test that ends its process, or hangs where Python cannot end it, ends the run and is named; xdist alone would wait for ever.
test: setup  ## all tests, two at a time; those with real parts one after another
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -m "not nightly" -n 2 --dist loadgroup --max-worker-restart=0 \
	    -o faulthandler_timeout=600 -o faulthandler_exit_on_timeout=true

check: setup  ## style, types, import rules, sizes, words
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest -q tests/test_house.py

bench: setup  ## first frame, memory, touch, commit, queue, speech; table and build/bench.json
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.bench

campaign: setup  ## the long form of every campaign
	QT_QPA_PLATFORM=offscreen CAMPAIGN=long $(BIN)/python -m pytest tests/campaigns tests/sync/test_delivery_laws.py

bundle: setup  ## a folder that runs without Python: dist/kiosk
	$(BIN)/pyinstaller --noconfirm --log-level WARN kiosk.spec

nightly: bundle  ## tests of the bundle
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -m nightly

clean:
	rm -rf build dist
