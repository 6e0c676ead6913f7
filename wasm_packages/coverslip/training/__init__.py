"""Training of networks on a person's own images, with PyTorch; what comes out is a package of bioimage.io.

PyTorch is imported by the modules that need it and by nothing that describes a plugin, so a plugin that trains can be
looked at where there is none. `needs.bring` says so in a sentence.
"""
