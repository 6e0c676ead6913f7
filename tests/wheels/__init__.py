"""Tests of build_steps.wheels, and of the wheels that it builds."""
