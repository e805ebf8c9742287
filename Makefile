# Every target is a thin shell around the fathom command (kernel/), which says
# what it does: `go run ./kernel help`. ARGS are handed on, for instance
#   make lab ARGS=--no-browser          JupyterLab without opening a browser
#   make notebooks ARGS=-inplace        keep the outputs in the notebooks
#   make test ARGS='-run TestPlugin ./kernel/setup/'

# No VCS stamping: it fails where git distrusts the owner of the checkout.
FATHOM := go run -buildvcs=false ./kernel

.PHONY: lab setup test soak bench notebooks doctor clean

lab: setup
	@exec .fathom/bin/fathom lab -- $(ARGS)

setup:
	@echo "Building the fathom command (the first time: its modules are fetched, a minute)"
	@$(FATHOM) setup

# fathom test is go test -count=1, and says which tests were not run, and why.
test: setup
	@.fathom/bin/fathom test -timeout 40m $(or $(ARGS),./...)

# The long ones: kills, fuzzing, hundreds of cells.
soak: setup
	@FATHOM_SOAK=1 .fathom/bin/fathom test -timeout 3h -run Soak $(or $(ARGS),./...)

bench: setup
	@go run -buildvcs=false ./kernel/bench $(ARGS)
	@go run -buildvcs=false ./nn/bench

notebooks: setup
	@.fathom/bin/fathom run $(ARGS) notebooks/*.ipynb

doctor:
	@$(FATHOM) doctor

# The link in the home directory stays: other checkouts may go by it, and the
# next set-up mends it when it points to nothing.
clean:
	rm -rf .fathom
